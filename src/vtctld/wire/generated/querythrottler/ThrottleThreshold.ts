// Original file: src/vtctld/wire/proto/querythrottler.proto


export interface ThrottleThreshold {
  'above'?: (number | string);
  'throttle'?: (number);
}

export interface ThrottleThreshold__Output {
  'above'?: (number);
  'throttle'?: (number);
}
