-- What wrk sends, and one line of JSON with what it saw (times in microseconds).
--
--   wrk … -s requests.lua URL -- COOKIE [TODAY DAYS]
--
-- With TODAY (seconds since the epoch) it writes, over the last DAYS days in turn: the same day
-- again and again would be one hot page of the database. Without, it reads the URL.

local moods = { "awful", "bad", "okay", "good", "great" }
local note = "A walk by the canal, and soup"
local requests, turn = {}, 0

function init(args)
  wrk.headers["Cookie"] = args[1]
  -- As a browser asks, unless -H says otherwise: what compression costs is part of the answer.
  wrk.headers["Accept-Encoding"] = wrk.headers["Accept-Encoding"] or "gzip, br"
  if not args[2] then
    requests[1] = wrk.format()
    return
  end
  wrk.headers["Content-Type"] = "application/json"
  for back = 0, args[3] - 1 do
    local day = os.date("!%Y-%m-%d", args[2] - back * 86400)
    local mood = moods[back % #moods + 1]
    local body = string.format('{"day":"%s","mood":"%s","note":"%s"}', day, mood, note)
    requests[back + 1] = wrk.format("POST", nil, nil, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"count":%d,"us":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed
  ))
end
