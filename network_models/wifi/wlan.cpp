#include "network_models/wifi/wlan.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace wardtwin::wifi {

namespace {

Coding coding_of(const Rate& r) { return r.ldpc ? Coding::ldpc : Coding::bcc; }

// An adaptive link is taken at its fade margin, so choice and error rate agree.
Decibels effective_snr(const PhyDef& def, Decibels snr) {
  return def.rate == "adaptive" ? snr - def.fade_margin : snr;
}

bool good_enough(const PhyDef& def, const Rate& rate, Decibels snr) {
  const int m = modulation_of(rate.standard, rate.index);
  if (def.rate == "ideal") return snr >= snr_for_bit_error_rate(m, coding_of(rate), def.ideal_ber);
  return expected_per(def, rate, snr, 1458) <= def.per_target;
}

// 20 MHz channels a station must look at when nobody tells it where to look.
int channels_of(Band band) {
  switch (band) {
    case Band::ghz_2_4: return 3;
    case Band::ghz_5: return 25;
    case Band::ghz_6: return 24;
  }
  return 1;
}

Time uniform(Stream& random, Time low, Time high) {
  return low + from_seconds(random.uniform() * seconds(high - low));
}

}  // namespace

double expected_per(const PhyDef& def, const Rate& rate, Decibels snr, int mpdu_bytes) {
  return packet_error_rate(modulation_of(rate.standard, rate.index), coding_of(rate),
                           effective_snr(def, snr), mpdu_bytes);
}

RateChoice choose_rate(const PhyDef& def, std::span<const Rate> rates, Decibels snr) {
  int index = 0;
  if (rates.size() > 1)
    for (int i = static_cast<int>(rates.size()) - 1; i > 0 && index == 0; --i)
      if (good_enough(def, rates[static_cast<std::size_t>(i)], snr)) index = i;
  return {index, expected_per(def, rates[static_cast<std::size_t>(index)], snr, 1458)};
}

Link expected_link(const PhyDef& phy, const RoamingDef& roaming, std::span<const Rate> rates,
                   const AccessPoint& ap, const Station& station, Decibels loss) {
  const Dbm noise = propagation::noise_floor(phy.width, phy.noise_figure);
  const Dbm down = ap.power - loss, up = station.power - loss;
  const Decibels snr_down = down - noise, snr_up = up - noise;
  const auto rate_down = choose_rate(phy, rates, snr_down),
             rate_up = choose_rate(phy, rates, snr_up);
  Link link;
  link.loss_db = static_cast<float>(loss.value);
  link.rssi_down = static_cast<float>(down.value);
  link.rssi_up = static_cast<float>(up.value);
  link.snr_down = static_cast<float>(snr_down.value);
  link.snr_up = static_cast<float>(snr_up.value);
  link.rate_down = static_cast<std::int8_t>(rate_down.index);
  link.rate_up = static_cast<std::int8_t>(rate_up.index);
  link.in_reach = down >= roaming.reach && preamble_detected(phy, down, snr_down) &&
                  preamble_detected(phy, up, snr_up);
  for (std::size_t i = 0; i < station.mpdu_bytes.size(); ++i) {
    if (station.mpdu_bytes[i] == 0) continue;
    const auto per = [&](int rate, Decibels snr) {
      return static_cast<float>(
          expected_per(phy, rates[static_cast<std::size_t>(rate)], snr, station.mpdu_bytes[i]));
    };
    link.per_down[i] = per(rate_down.index, snr_down);
    link.per_up[i] = per(rate_up.index, snr_up);
  }
  return link;
}

bool hears(const propagation::Propagation& propagation, const PhyDef& phy, const AccessPoint& a,
           const AccessPoint& b) {
  if (a.channel != b.channel) return false;
  const auto loss = propagation.loss(a.key, a.at, b.at).total;
  return std::max(a.power, b.power) - loss >= phy.preamble_power;
}

Hearing hearing_of(const propagation::Propagation& propagation, const PhyDef& phy,
                   std::span<const AccessPoint> access_points) {
  const std::size_t n = access_points.size();
  std::vector<std::vector<bool>> ears(n, std::vector<bool>(n));
  for (std::size_t a = 0; a < n; ++a) {
    ears[a][a] = true;
    for (std::size_t b = a + 1; b < n; ++b)
      ears[a][b] = ears[b][a] = hears(propagation, phy, access_points[a], access_points[b]);
  }
  Hearing out;
  std::vector<std::size_t> first;  // by cell
  std::map<std::vector<bool>, std::uint32_t> cell_with;
  for (std::size_t a = 0; a < n; ++a) {
    const auto count = static_cast<std::uint32_t>(first.size());
    const auto [at, fresh] = cell_with.try_emplace(ears[a], count);
    if (fresh) first.push_back(a);
    out.cell.push_back(at->second);
  }
  out.heard_by.resize(first.size());
  for (std::uint32_t i = 0; i < first.size(); ++i)
    for (std::uint32_t k = 0; k < first.size(); ++k)
      if (i != k && ears[first[i]][first[k]]) out.heard_by[i].push_back(k);
  std::uint32_t domains = 0;
  out.domain.assign(first.size(), ~0u);
  for (std::uint32_t i = 0; i < first.size(); ++i) {
    if (out.domain[i] != ~0u) continue;
    std::vector<std::uint32_t> reached{i};
    out.domain[i] = domains;
    while (!reached.empty()) {
      const std::uint32_t at = reached.back();
      reached.pop_back();
      for (const std::uint32_t next : out.heard_by[at]) {
        if (out.domain[next] != ~0u) continue;
        out.domain[next] = domains;
        reached.push_back(next);
      }
    }
    ++domains;
  }
  return out;
}

const Link* LinkTable::find(std::uint32_t station, std::uint32_t access_point) const {
  const std::vector<Link>& row = rows[station];
  const auto at = std::ranges::lower_bound(row, access_point, {}, &Link::access_point);
  return at != row.end() && at->access_point == access_point ? &*at : nullptr;
}

std::optional<std::uint32_t> LinkTable::best(std::uint32_t station,
                                             std::span<const std::uint8_t> up) const {
  const Link* found = nullptr;
  for (const Link& link : rows[station])
    if (up[link.access_point] && (!found || link.rssi_down > found->rssi_down)) found = &link;
  return found ? std::optional(found->access_point) : std::nullopt;
}

Wlan::Wlan(propagation::Propagation propagation, PhyDef phy, RoamingDef roaming,
           std::vector<AccessPoint> access_points, std::vector<Station> stations)
    : propagation_(std::move(propagation)),
      phy_(std::move(phy)),
      roaming_(roaming),
      access_points_(std::move(access_points)),
      stations_(std::move(stations)) {
  const auto fixed = fixed_rate(phy_);
  links_.rates = fixed.fixed ? std::vector{fixed.rate} : rates_of(phy_);
  links_.access_points = static_cast<std::uint32_t>(access_points_.size());
  links_.rows.resize(stations_.size());
  // the devices of a bed stand at one place, and the way of the waves there is one
  std::map<std::array<double, 3>, std::vector<Heard>> places;
  for (std::uint32_t s = 0; s < stations_.size(); ++s) {
    const Position& at = stations_[s].at;
    const auto [place, fresh] = places.try_emplace({at.x, at.y, at.z});
    if (fresh) place->second = heard_at(at);
    fill_row(s, place->second);
  }
}

std::vector<Wlan::Heard> Wlan::heard_at(Position place) const {
  constexpr Decibels kRounding{1e-9};  // at the border expected_link() decides
  std::vector<Heard> heard;
  for (std::uint32_t i = 0; i < access_points_.size(); ++i) {
    const AccessPoint& ap = access_points_[i];
    const Decibels most = ap.power - roaming_.reach + kRounding;
    if (const auto path = propagation_.loss_within(ap.key, ap.at, place, most))
      heard.push_back({i, path->total});
  }
  return heard;
}

void Wlan::fill_row(std::uint32_t station, std::span<const Heard> heard) {
  std::vector<Link>& row = links_.rows[station];
  row.clear();
  const Station& s = stations_[station];
  for (const Heard& h : heard) {
    const AccessPoint& ap = access_points_[h.access_point];
    Link link = expected_link(phy_, roaming_, links_.rates, ap, s,
                              h.loss + propagation::body_loss(s.body, s.at, ap.at));
    link.access_point = h.access_point;
    if (link.in_reach) row.push_back(link);
  }
  row.shrink_to_fit();
}

Link Wlan::link(std::uint32_t station, std::uint32_t access_point) const {
  const AccessPoint& ap = access_points_[access_point];
  const Station& s = stations_[station];
  const Decibels loss = propagation_.loss(ap.key, ap.at, s.at).total +
                        propagation::body_loss(s.body, s.at, ap.at) + doors_.between(ap.at, s.at);
  Link link = expected_link(phy_, roaming_, links_.rates, ap, s, loss);
  link.access_point = access_point;
  return link;
}

void Wlan::move(std::uint32_t station, Position to) {
  stations_[station].at = to;
  fill_row(station, heard_at(to));
  if (open_rows_.empty()) return;
  open_rows_[station] = links_.rows[station];
  if (!doors_.none()) shut_row(station);
}

std::vector<std::uint32_t> Wlan::shut(propagation::ShutDoors doors) {
  if (open_rows_.empty()) open_rows_ = links_.rows;
  doors_ = std::move(doors);
  std::vector<std::uint32_t> changed;
  for (std::uint32_t s = 0; s < stations_.size(); ++s)
    if (shut_row(s)) changed.push_back(s);
  return changed;
}

bool Wlan::shut_row(std::uint32_t station) {
  const Station& s = stations_[station];
  std::vector<Link> row;
  for (const Link& open : open_rows_[station]) {
    const AccessPoint& ap = access_points_[open.access_point];
    const Decibels extra = doors_.between(ap.at, s.at);
    Link link = open;
    if (extra.value > 0) {
      link = expected_link(phy_, roaming_, links_.rates, ap, s,
                           Decibels{static_cast<double>(open.loss_db)} + extra);
      link.access_point = open.access_point;
    }
    if (link.in_reach) row.push_back(link);
  }
  if (std::ranges::equal(row, links_.rows[station])) return false;
  links_.rows[station] = std::move(row);
  return true;
}

std::optional<std::uint32_t> Wlan::roam_target(std::uint32_t station, std::uint32_t present,
                                               std::span<const std::uint8_t> up) const {
  const Link* known = links_.find(station, present);
  const float now = known ? known->rssi_down : link(station, present).rssi_down;
  if (now >= roaming_.roam_below.value) return {};
  const auto best = links_.best(station, up);
  if (!best || links_.find(station, *best)->rssi_down < now + roaming_.roam_gain.value) return {};
  return best;
}

std::optional<std::string> Wlan::coverage_gap(std::uint32_t station,
                                              std::span<const std::string> names) const {
  if (access_points_.empty()) return "there is no access point";
  if (!links_.rows[station].empty()) return {};
  std::uint32_t best = 0;
  float strongest = link(station, 0).rssi_down;
  for (std::uint32_t ap = 1; ap < access_points_.size(); ++ap)
    if (const float here = link(station, ap).rssi_down; here > strongest)
      best = ap, strongest = here;
  const auto& ap = access_points_[best];
  const auto& s = stations_[station];
  auto path = propagation_.loss(ap.key, ap.at, s.at);
  path.body = propagation::body_loss(s.body, s.at, ap.at);
  path.total = path.total + path.body;
  return fmt::format(
      "nearest radio is {} at {:.1f} m: path loss {:.1f} dB ({} walls {:.1f} dB, {} floors {:.1f} "
      "dB, "
      "shadowing {:.1f} dB{}); it is heard at {:.0f} dBm - {:.1f} dB = {:.1f} dBm (needs {:.0f} "
      "dBm) "
      "and hears {:.0f} dBm - {:.1f} dB = {:.1f} dBm (needs {:.0f} dBm)",
      names[best], path.distance.value, path.total.value, path.crossed.total_walls(),
      path.walls.value, path.crossed.total_slabs(), path.slabs.value, path.shadowing.value,
      path.body.value > 0 ? fmt::format(", the wearer's body {:.1f} dB", path.body.value) : "",
      ap.power.value, path.total.value, (ap.power - path.total).value, roaming_.reach.value,
      s.power.value, path.total.value, (s.power - path.total).value, phy_.preamble_power.value);
}

Time scan_time(const RoamingDef& def, Band band, Stream& random) {
  if (def.scan_list == ScanList::own_channel && def.scan == Scan::passive)
    return uniform(random, Time{0}, def.beacon_interval);
  const int channels = def.scan_list == ScanList::own_channel        ? 1
                       : def.scan_list == ScanList::neighbour_report ? def.neighbour_channels
                                                                     : channels_of(band);
  return channels * (def.scan == Scan::passive ? def.passive_dwell : def.active_dwell);
}

Controller::Controller(const Wlan& wlan, Seed seed)
    : wlan_(&wlan), up_(wlan.links().access_points, 1) {
  random_.reserve(wlan.stations().size());
  for (const auto& s : wlan.stations()) random_.emplace_back(seed, s.key, Purpose::association);
}

void Controller::push(Time at, std::uint32_t who, std::uint32_t ap, What what, bool up) {
  events_.push({at, who, ap, what, up});
}

void Controller::lost(Time at, std::uint32_t station) {
  push(at + wlan_->roaming().reaction, station, 0, What::scan);
}

void Controller::roam(Time at, std::uint32_t station, std::uint32_t target) {
  const bool knows = wlan_->roaming().scan_list == ScanList::neighbour_report;
  push(at + wlan_->roaming().reaction, station, target, knows ? What::login : What::scan);
}

void Controller::wlan_controller(Time at, bool up) { push(at, 0, 0, What::controller, up); }

void Controller::access_point(Time at, std::uint32_t access_point, bool up) {
  push(at, access_point, 0, What::power, up);
}

Time Controller::between(std::uint32_t station, Time low, Time high) {
  return uniform(random_[station], low, high);
}

void Controller::advance(Time until, std::vector<Outcome>& out) {
  while (!events_.empty() && events_.top().at < until) handle(events_.pop(), out);
}

void Controller::handle(const Event& e, std::vector<Outcome>& out) {
  switch (e.what) {
    case What::power: up_[e.who] = e.up; break;
    case What::controller: controller_up_ = e.up; break;
    case What::scan:
      push(e.at + scan_time(wlan_->roaming(), wlan_->phy().band, random_[e.who]), e.who, 0,
           What::scanned);
      break;
    case What::scanned: scanned(e, out); break;
    case What::login: authenticate(e.at, e.who, e.access_point); break;
    case What::attach:
      // it may have died, or the station walked away, during the login
      if (up_[e.access_point] && wlan_->links().find(e.who, e.access_point))
        out.push_back({e.at, e.who, e.access_point, Time{0}});
      else
        push(e.at, e.who, 0, What::scan);
      break;
  }
}

void Controller::scanned(const Event& e, std::vector<Outcome>& out) {
  if (const auto target = wlan_->links().best(e.who, up_)) {
    authenticate(e.at, e.who, *target);
    return;
  }
  const Time again = e.at + wlan_->roaming().retry_pause;
  out.push_back({e.at, e.who, {}, again});
  push(again, e.who, 0, What::scan);
}

void Controller::authenticate(Time at, std::uint32_t station, std::uint32_t target) {
  const auto& def = wlan_->roaming();
  const auto open = [&] { return between(station, def.association_low, def.association_high); };
  const auto keys = [&] { return between(station, def.four_way_low, def.four_way_high); };
  Time done = at;
  switch (def.authentication) {
    case Authentication::open: done += open(); break;
    case Authentication::psk: done += open() + keys(); break;
    case Authentication::ft: done += between(station, def.ft_low, def.ft_high); break;
    case Authentication::dot1x: {
      if (!controller_up_) return push(at + def.retry_pause, station, 0, What::scan);
      // logins reach the server in the order of events, since this is called in that order
      radius_free_ = std::max(radius_free_, at) + from_seconds(1 / def.radius_rate);
      done = radius_free_ + open() + between(station, def.eap_low, def.eap_high) + keys();
      break;
    }
  }
  push(done, station, target, What::attach);
}

}  // namespace wardtwin::wifi
