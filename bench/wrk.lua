-- Requests the addresses after "--" in turn; the last printed line is JSON, times in microseconds.

local anfragen, letzte = {}, 0

function init(args)
  for stelle, adresse in ipairs(args) do
    anfragen[stelle] = wrk.format("GET", adresse)
  end
end

function request()
  letzte = letzte % #anfragen + 1
  return anfragen[letzte]
end

function done(summary, latency)
  local fehler = summary.errors
  io.write(string.format(
    '\n{"anfragen": %d, "dauer": %d, "median": %d, "p99": %d, "abbrueche": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    fehler.connect + fehler.read + fehler.write + fehler.timeout
  ))
end
