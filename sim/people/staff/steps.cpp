#include <algorithm>
#include <tuple>

#include "sim/people/staff/staff.h"

// Where the nurses go, noted as few points as straight lines need.
namespace wardtwin::people {

void Staff::note(Time at, const Nurse& n, Position where, std::uint8_t doing) {
  steps_.push_back({at, n.index, where, doing});
}

/// A step begins.
void Staff::note(const Nurse& n) {
  if (!noting_) return;
  note(sim_.now(), n, n.at.at,
       n.phase == Phase::off ? flow::kOffDuty : static_cast<std::uint8_t>(activity_of(n)));
}

/// A walk has ended after `walked` metres: the corners it passed.
void Staff::note_way(const Nurse& n, double walked) {
  if (!noting_) return;
  const double speed = setup_.units[n.unit].staff.walking_speed;
  double metres = 0;
  for (std::size_t i = 0; i + 1 < n.path.legs.size(); ++i) {
    metres += n.path.legs[i];
    if (metres >= walked) break;
    note(n.began + from_seconds(metres / speed), n, n.path.places[i + 1].at,
         static_cast<std::uint8_t>(Activity::walking));
  }
}

std::vector<flow::NurseStep> Staff::take_steps() {
  std::vector<flow::NurseStep> steps = std::exchange(steps_, {});
  const auto key = [](const flow::NurseStep& s) { return std::tuple{s.at, s.nurse}; };
  std::ranges::stable_sort(steps, {}, key);
  // a step that says what the one before said is none
  std::vector<flow::NurseStep> last(nurses_.size());
  std::erase_if(steps, [&](const flow::NurseStep& s) {
    flow::NurseStep& before = last[s.nurse];
    const bool same = before.nurse == s.nurse && before.where == s.where &&
                      before.doing == s.doing &&
                      s.doing != static_cast<std::uint8_t>(Activity::walking);
    before = s;
    return same;
  });
  return steps;
}

}  // namespace wardtwin::people
