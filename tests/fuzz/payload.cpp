// Payloads as a subscriber reads them, and templates as people write them.
#include "devices/wire/payload.h"

#include "tests/fuzz/fuzz.h"

namespace wardtwin::fuzz {

void fuzz(std::string_view bytes) {
  wire::Stamp stamp;
  wire::read_stamp(bytes, stamp);
  wire::Template t;
  if (!wire::Template::compile(bytes, t).empty()) return;
  wire::Values v;
  v.text(wire::Slot::device) = "bed_1/monitor";
  v.number(wire::Slot::seq) = 17;
  std::string out;
  t.render(out, v, 300);
  if (t.has(wire::Slot::pad)) demand(out.size() >= 300);
}

std::vector<std::string> samples() {
  return {R"({"seq":17,"at":12500000,"due":1769860800000000,"alarm":3,"x":"${device}"})",
          R"({"device":"${device}","seq":${seq},"at":${at},"due":${due},"pad":"${pad}"})"};
}

}  // namespace wardtwin::fuzz
