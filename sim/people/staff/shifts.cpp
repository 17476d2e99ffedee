#include <algorithm>
#include <limits>
#include <tuple>

#include <fmt/format.h>

#include "sim/base/error.h"
#include "sim/people/staff/staff.h"

namespace wardtwin::people {

Staff::Staff(kernel::Simulation& sim, StaffSetup setup, Seed seed)
    : sim_(sim),
      setup_(std::move(setup)),
      map_(setup_.building, setup_.stairs),
      unit_of_bed_(setup_.building.beds.size(), flow::kNone),
      rank_of_bed_(setup_.building.beds.size(), 0),
      most_(setup_.units.size(), std::numeric_limits<std::size_t>::max()),
      open_(setup_.building.beds.size()),
      quarters_(setup_.units.size()),
      busy_(setup_.units.size(), Time{0}) {
  std::size_t total = 0;
  for (const StaffUnit& u : setup_.units) total += count(u, false) + count(u, true);
  nurses_.reserve(total);  // processes keep references
  for (std::uint32_t unit = 0; unit < setup_.units.size(); ++unit) {
    const StaffUnit& u = setup_.units[unit];
    if (u.handsets.size() < std::max(count(u, false), count(u, true)))
      throw InputError(fmt::format("unit '{}' has {} handsets for {} nurses on a shift", u.name,
                                   u.handsets.size(), std::max(count(u, false), count(u, true))));
    map_.require_reachable(map_.middle(u.station), u.beds);
    // neighbours get neighbouring beds: along the ward, then across it
    auto& order = order_.emplace_back(u.beds);
    std::ranges::sort(order, {}, [this](flow::BedIndex b) {
      const flow::Bed& bed = setup_.building.beds[b];
      const Position middle = map_.middle(bed.room).at;
      return std::tuple{setup_.building.rooms[bed.room].floor, middle.x, middle.y, bed.room, b};
    });
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      unit_of_bed_[order[i]] = unit;
      rank_of_bed_[order[i]] = i;
    }
    first_nurse_.push_back(nurses_.size());
    for (const bool night : {false, true})
      for (std::uint32_t slot = 0; slot < count(u, night); ++slot) {
        Nurse n;
        n.index = static_cast<flow::NurseIndex>(nurses_.size());
        n.unit = unit;
        n.slot = slot;
        n.night = night;
        n.handset = u.handsets[slot];
        n.at = map_.middle(u.station);
        n.booked = n.began = sim_.now();
        const auto key =
            name_key(fmt::format("{}/{}_nurse_{}", u.name, night ? "night" : "day", slot));
        n.tasks = Stream(seed, key, Purpose::nurse_task);
        n.answers = Stream(seed, key, Purpose::nurse_answer);
        n.attends = Stream(seed, key, Purpose::nurse_attend);
        nurses_.push_back(std::move(n));
      }
  }
  for (Nurse& n : nurses_) n.process = sim_.spawn(life(n));
}

std::size_t Staff::count(const StaffUnit& u, bool night) const {
  return static_cast<std::size_t>(night ? u.staff.night_nurses : u.staff.day_nurses);
}

std::size_t Staff::at_work(std::uint32_t unit, bool night) const {
  return std::min(count(setup_.units[unit], night), most_[unit]);
}

void Staff::limit(std::size_t unit, std::uint32_t count) {
  most_[unit] = count;
  for (Nurse& n : nurses_)
    if (n.unit == unit && n.slot >= count && n.phase != Phase::off) sim_.interrupt(n.process);
}

bool Staff::is_day(const StaffDef& staff, Time at) const {
  const Time clock = (at + setup_.clock_at_start) % Time{24h};
  return staff.day_begins < staff.night_begins
             ? clock >= staff.day_begins && clock < staff.night_begins
             : clock >= staff.day_begins || clock < staff.night_begins;
}

Time Staff::next_change(const StaffDef& staff, Time at) const {
  const Time clock = (at + setup_.clock_at_start) % Time{24h};
  const auto until = [clock](Time change) {
    return change > clock ? change - clock : change + Time{24h} - clock;
  };
  return at + std::min(until(staff.day_begins), until(staff.night_begins));
}

bool Staff::on_duty(flow::NurseIndex nurse, Time at) const {
  const Nurse& n = nurses_[nurse];
  return is_day(setup_.units[n.unit].staff, at) != n.night && n.slot < at_work(n.unit, n.night);
}

std::size_t Staff::slot_of_bed(std::uint32_t unit, bool night, flow::BedIndex bed) const {
  // contiguous groups whose sizes differ by one at most
  return rank_of_bed_[bed] * at_work(unit, night) / order_[unit].size();
}

flow::NurseIndex Staff::nurse_for(flow::BedIndex bed, Time at) const {
  const std::uint32_t unit = unit_of_bed_[bed];
  const bool night = !is_day(setup_.units[unit].staff, at);
  const std::size_t base = first_nurse_[unit] + (night ? count(setup_.units[unit], false) : 0);
  return static_cast<flow::NurseIndex>(base + slot_of_bed(unit, night, bed));
}

flow::NurseIndex Staff::holder(flow::DeviceIndex handset, Time at) const {
  for (const Nurse& n : nurses_)
    if (n.handset == handset && on_duty(n.index, at)) return n.index;
  return flow::kNone;
}

std::vector<flow::Assignment> Staff::assignments(Time until) const {
  std::vector<flow::Assignment> plan;
  for (std::uint32_t unit = 0; unit < setup_.units.size(); ++unit) {
    const StaffUnit& u = setup_.units[unit];
    for (Time t = sim_.now(); t < until; t = next_change(u.staff, t)) {
      const bool night = !is_day(u.staff, t);
      const auto n = static_cast<int>(at_work(unit, night));
      for (const flow::BedIndex bed : order_[unit]) {
        flow::Assignment a{t, bed, {}};
        const auto own = static_cast<int>(slot_of_bed(unit, night, bed));
        // the bed's nurse, then neighbours to both sides
        a.handsets.push_back(u.handsets[static_cast<std::size_t>(own)]);
        for (int d = 1; d < n; ++d)
          for (const int s : {own + d, own - d})
            if (s >= 0 && s < n) a.handsets.push_back(u.handsets[static_cast<std::size_t>(s)]);
        plan.push_back(std::move(a));
      }
    }
  }
  std::ranges::stable_sort(plan, {}, &flow::Assignment::at);
  return plan;
}

}  // namespace wardtwin::people
