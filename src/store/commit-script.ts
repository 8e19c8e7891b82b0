// Redis does not undo what a script wrote before it fails. So the script checks everything first, including the types of keys, and its
// first write is one that Redis refuses when its memory is full.

/**
 * Writes a whole commit or nothing, and returns `written` with how many commits of this process the store has counted, and 1 if it had
 * counted fewer than it had confirmed, or `overtaken`, `exists` with the key, or `moved` with the audit's head.
 * `write-commit.ts` builds its arguments: a list is its length and then its rows, a key is its place in KEYS. In order: the nine single
 * ones, revisions, keys that must be new, types of keys, the audit's head, records, the move if it ended, notices, reading, entries, audit
 * links, outbox.
 */
export const COMMIT = `
local mark, pointers, entries, used, head, audit, reading, outbox, ended, counter = unpack(KEYS)
local place = 0
local function args(count)
  local taken = {}
  for n = 1, count do taken[n] = ARGV[place + n] end
  place = place + count
  return unpack(taken)
end
local function times() return tonumber((args(1))) end

if redis.call('EXISTS', mark) == 1 then return {'written'} end
local by, kept, once, confirmed, counterKept, request, execution, requestAfter, executionAfter = args(9)
if once ~= '' and redis.call('SISMEMBER', used, once) == 1 then return {'written'} end
local pointed = redis.call('HMGET', pointers, 'request', 'execution')
if (pointed[1] or '') ~= request or (pointed[2] or '') ~= execution then return {'overtaken'} end
for _ = 1, times() do
  local key, rev = args(2)
  if (redis.call('HGET', KEYS[tonumber(key)], 'rev') or '') ~= rev then return {'overtaken'} end
end
for _ = 1, times() do
  local key = KEYS[times()]
  if redis.call('EXISTS', key) == 1 then return {'exists', key} end
end
for _ = 1, times() do
  local key, wanted = args(2)
  local is = redis.call('TYPE', KEYS[tonumber(key)]).ok
  if is ~= 'none' and is ~= wanted then return redis.error_reply('WRONGTYPE ' .. KEYS[tonumber(key)] .. ' is a ' .. is) end
end
local prev, genesis = args(2)
if prev ~= '' then
  local is = redis.call('HMGET', head, 'seq', 'hash')
  if (is[2] or genesis) ~= prev then return {'moved', is[1], is[2]} end
end

redis.call('SET', mark, 1, 'PX', kept)
local count = redis.call('INCR', counter)
if count == 1 then redis.call('PEXPIRE', counter, counterKept) end
local time = redis.call('TIME')
local now = time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))
for _ = 1, times() do
  local key, index, rev, json, listed, id = args(6)
  redis.call('HSET', KEYS[tonumber(key)], 'rev', rev, 'by', by, 'json', json)
  redis.call(listed == '1' and 'SADD' or 'SREM', KEYS[tonumber(index)], id)
end
local function point(field, before, after)
  if after == before then return end
  if after == '' then redis.call('HDEL', pointers, field) else redis.call('HSET', pointers, field, after) end
end
point('request', request, requestAfter)
point('execution', execution, executionAfter)
for _ = 1, times() do
  local at, id, most = args(3)
  redis.call('ZADD', ended, at, id)
  redis.call('ZREMRANGEBYRANK', ended, 0, -1 - tonumber(most))
end
for _ = 1, times() do
  local key, index, json, listed, id = args(5)
  if redis.call('EXISTS', KEYS[tonumber(key)]) == 0 then
    redis.call('HSET', KEYS[tonumber(key)], 'rev', 1, 'by', by, 'json', json)
    if listed == '1' then redis.call('SADD', KEYS[tonumber(index)], id) end
  end
end
for _ = 1, times() do
  local text = args(1)
  redis.call('SET', reading, text)
end
for _ = 1, times() do
  local key, text = args(2)
  if redis.call('SADD', used, key) == 1 then redis.call('RPUSH', entries, now .. ' ' .. text) end
end
for _ = 1, times() do
  local seq, at, event, before, hash = args(5)
  redis.call('XADD', audit, '*', 'seq', seq, 'at', at, 'event', event, 'prev', before, 'hash', hash)
  redis.call('HSET', head, 'seq', seq, 'hash', hash)
end
for _ = 1, times() do
  local member = args(1)
  redis.call('ZADD', outbox, now, member)
end
return {'written', count, count <= tonumber(confirmed) and 1 or 0}`;
