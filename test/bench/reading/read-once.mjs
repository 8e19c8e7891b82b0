// The cost of a status without a service: a process that opens a connection, sends one request and ends. It uses the built adapter, so that
// both sides send the same request and decode the same answer: read-once.mjs <url of the adapter> <address> <keyspace>
const [adapter, address, keyspace] = process.argv.slice(2);
const { openVitess } = await import(adapter);
const { vitess, close } = openVitess({ addresses: [address] });
const workflows = await vitess.workflows(keyspace);
close();
if (workflows.length === 0) process.exitCode = 1;
