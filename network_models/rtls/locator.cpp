#include "network_models/rtls/locator.h"

#include <algorithm>
#include <cmath>

namespace wardtwin::rtls {
namespace {

constexpr double kNear = 40;  // m: rooms further away from the tag's are never named

double gap(double x, double low, double high) { return std::max({low - x, 0.0, x - high}); }

double distance_to(const flow::Room& r, double x, double y) {
  return std::hypot(gap(x, r.x0, r.x1), gap(y, r.y0, r.y1));
}

std::uint32_t floor_at(const flow::Building& b, double z) {
  std::uint32_t floor = flow::kNone;
  for (std::uint32_t f = 0; f < b.floors.size(); ++f)
    if (b.floors[f].height <= z + 1e-9 &&
        (floor == flow::kNone || b.floors[f].height > b.floors[floor].height))
      floor = f;
  return floor;
}

double age_bin_low(int bin) { return 1e-3 * std::exp2(bin / 8.0); }
int age_bin(double age) {
  return age <= 1e-3 ? 0 : std::min(255, static_cast<int>(8 * std::log2(age / 1e-3)));
}

}  // namespace

std::uint32_t room_at(const flow::Building& b, Position at) {
  const std::uint32_t floor = floor_at(b, at.z);
  for (std::uint32_t r = 0; r < b.rooms.size(); ++r)
    if (b.rooms[r].floor == floor && distance_to(b.rooms[r], at.x, at.y) == 0) return r;
  return flow::kNone;
}

Locator::Locator(const LocatorSetup& setup, const flow::Building& building, Seed seed, Time warm_up)
    : def_(setup.def),
      accuracy_(typical(setup.def.technology)),
      building_(&building),
      warm_up_(warm_up),
      around_(building.rooms.size()) {
  accuracy_.median = def_.median.value_or(accuracy_.median);
  accuracy_.p90 = def_.p90.value_or(accuracy_.p90);
  const std::uint64_t service = name_key(setup.name);
  for (const LocatorSetup::Tag& t : setup.tags) {
    Tag tag;
    tag.at = t.at;
    tag.room = room_at(building, t.at);
    tag.bias = room_bias(seed, service + (tag.room == flow::kNone ? 0 : 1 + tag.room));
    tag.stream = Stream(seed, service + (std::uint64_t{t.device} << 32), Purpose::device_jitter);
    if (t.device >= tag_of_.size()) tag_of_.resize(t.device + 1, flow::kNone);
    tag_of_[t.device] = static_cast<std::uint32_t>(tags_.size());
    if (tag.room != flow::kNone && around_[tag.room].empty()) {
      const flow::Room& own = building.rooms[tag.room];
      for (std::uint32_t r = 0; r < building.rooms.size(); ++r) {
        const flow::Room& other = building.rooms[r];
        if (other.floor == own.floor &&
            gap(other.x0, own.x0 - (other.x1 - other.x0), own.x1) < kNear &&
            gap(other.y0, own.y0 - (other.y1 - other.y0), own.y1) < kNear)
          around_[tag.room].push_back(r);
      }
    }
    tags_.push_back(std::move(tag));
  }
}

void Locator::hear(flow::DeviceIndex device, Time created, Time at) {
  if (device >= tag_of_.size() || tag_of_[device] == flow::kNone) return;
  Tag& t = tags_[tag_of_[device]];
  const bool counts = created >= warm_up_;
  if (t.stream.uniform() < def_.blocked) {
    blocked_ += counts;
    return;
  }
  const bool infrared = def_.technology == Technology::infrared;
  Offset error;
  if (!infrared) error = position_error(accuracy_, def_.correlation, t.bias, t.stream);
  std::uint32_t room = t.room;
  if (t.room != flow::kNone) {
    const flow::Room& own = building_->rooms[t.room];
    if (infrared)  // all it knows is the room, so it says its middle
      error = {(own.x0 + own.x1) / 2 - t.at.x, (own.y0 + own.y1) / 2 - t.at.y};
    else
      room = nearest_room(t, error);
  }
  if (counts) {
    errors_.add(from_seconds(std::hypot(error.x, error.y)));
    in_rooms_ += t.room != flow::kNone;
    wrong_ += room != t.room;
  }
  if (t.measured != kNever) {
    if (counts) interval_sum_ += seconds(created - t.measured), ++intervals_;
    aged(t, at);
  }
  t.measured = created;
  t.since = at;
}

std::uint32_t Locator::nearest_room(const Tag& tag, const Offset& error) const {
  const double x = tag.at.x + error.x, y = tag.at.y + error.y;
  std::uint32_t best = tag.room;
  double least = distance_to(building_->rooms[best], x, y);
  for (const std::uint32_t r : around_[tag.room]) {
    const double d = distance_to(building_->rooms[r], x, y);
    if (d < least) least = d, best = r;
  }
  return best;
}

// The age of the tag's latest position rises from `since` to `until`.
void Locator::aged(const Tag& t, Time until) {
  const Time from = std::max(t.since, warm_up_);
  if (until <= from) return;
  const double low = seconds(from - t.measured), high = seconds(until - t.measured);
  age_sum_ += (high * high - low * low) / 2;
  age_time_ += high - low;
  const int last = age_bin(high);
  for (int b = age_bin(low); b <= last; ++b) {
    const double begin = b == 0 ? 0 : age_bin_low(b);
    const double end = b == kAgeBins - 1 ? high : age_bin_low(b + 1);
    ages_[static_cast<std::size_t>(b)] += std::max(0.0, std::min(high, end) - std::max(low, begin));
  }
}

void Locator::finish(Time end) {
  for (Tag& t : tags_) {
    if (t.measured == kNever) continue;
    aged(t, end);
    t.since = end;
  }
}

double Locator::age_quantile(double q) const {
  double left = q * age_time_;
  for (int b = 0; b < kAgeBins; ++b) {
    const double n = ages_[static_cast<std::size_t>(b)];
    if (left > n || n == 0) {
      left -= n;
      continue;
    }
    const double begin = b == 0 ? 0 : age_bin_low(b);
    return begin + (age_bin_low(b + 1) - begin) * left / n;
  }
  return 0;
}

}  // namespace wardtwin::rtls
