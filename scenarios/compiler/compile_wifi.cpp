#include <algorithm>

#include <fmt/format.h>

#include "network_models/propagation/formulas.h"
#include "scenarios/compiler/compile.h"
#include "scenarios/compiler/power_save.h"

namespace wardtwin::compiler {
namespace {

// Numbers that IEEE 802.11 gives to the 20 MHz channels of a band.
bool channel_of_band(int channel, wifi::Band band) {
  if (band == wifi::Band::ghz_2_4) return channel >= 1 && channel <= 14;
  if (band == wifi::Band::ghz_6) return channel >= 1 && channel <= 233 && channel % 4 == 1;
  return (channel >= 36 && channel <= 64 && channel % 4 == 0) ||
         (channel >= 100 && channel <= 144 && channel % 4 == 0) ||
         (channel >= 149 && channel <= 177 && channel % 4 == 1);
}

std::string_view channels_of(wifi::Band band) {
  switch (band) {
    case wifi::Band::ghz_2_4: return "Channels are 1 to 14; 1, 6 and 11 do not overlap.";
    case wifi::Band::ghz_5:
      return "Channels are 36, 40 ... 64, 100, 104 ... 144 and 149, 153 ... 177.";
    case wifi::Band::ghz_6: break;
  }
  return "Channels are 1, 5, 9 ... 233.";
}

void check_channels(Compilation& c) {
  const wifi::Band band = c.network.wifi.radio.band;
  for (const AccessPointDef& ap : c.network.wifi.access_points)
    if (!channel_of_band(ap.channel, band))
      c.error(fmt::format("network.wifi.access_points.{}.channel", ap.name),
              fmt::format("channel {} is not in the {} band", ap.channel, word_of(band)),
              {std::string(channels_of(band))});
  for (const auto& [name, def] : c.network.wifi.neighbours)
    if (!channel_of_band(def.channel, band))
      c.error(fmt::format("network.wifi.neighbours.{}.channel", name),
              fmt::format("channel {} is not in the {} band", def.channel, word_of(band)),
              {std::string(channels_of(band))});
}

// What stations of one band may go to.
void check_moves(Compilation& c) {
  const WifiSection& section = c.network.wifi;
  const wifi::Band band = section.radio.band;
  for (const int channel : section.radar.moves_to)
    if (!channel_of_band(channel, band))
      c.error("network.wifi.radar.moves_to",
              fmt::format("channel {} is not in the {} band", channel, word_of(band)),
              {std::string(channels_of(band))});
  if (!section.radar.moves_to.empty() && band != wifi::Band::ghz_5)
    c.error("network.wifi.radar.moves_to",
            fmt::format("there are no radars in the {} band", word_of(band)),
            {"Leave it out, or write radio: band: 5 GHz."});
}

void add_access_points(Compilation& c, Wifi& w) {
  for (const AccessPointDef& ap : c.network.wifi.access_points) {
    w.names.push_back(ap.name);
    w.access_points.push_back({ap.at, ap.channel,
                               ap.power.value_or(c.network.wifi.radio.access_point_power),
                               name_key(ap.name)});
  }
}

// Largest frame that the device sends: its error rate is kept, others are scaled from it.
std::uint16_t largest_frame(const Hospital& h, const Device& d, int header) {
  std::uint32_t payload = 0;
  for (flow::SourceIndex s = d.first_source; s < d.first_source + d.source_count; ++s)
    payload = std::max(payload, h.sources[s].payload_bytes);
  return static_cast<std::uint16_t>(
      std::min<std::uint32_t>(payload + static_cast<std::uint32_t>(header), 65535));
}

void add_stations(Compilation& c, Wifi& w) {
  Hospital& h = c.hospital;
  for (flow::DeviceIndex i = 0; i < h.devices.size(); ++i) {
    Device& d = h.devices[i];
    if (d.link != devices::Link::wifi) continue;
    d.station = static_cast<std::uint32_t>(w.stations.size());
    w.stations.push_back({d.at,
                          c.network.wifi.radio.client_power,
                          name_key(d.name),
                          {largest_frame(h, d, c.network.wifi.access.header_bytes)},
                          d.body});
    w.device_of.push_back(i);
  }
}

// One message for the first devices that hear nothing, with the numbers; the others are counted.
void check_coverage(Compilation& c, const Wifi& w, const wifi::Wlan& wlan) {
  constexpr std::size_t kShown = 3;
  std::size_t silent = 0;
  for (std::uint32_t s = 0; s < w.stations.size(); ++s) {
    const auto gap = wlan.coverage_gap(s, w.names);
    if (!gap || ++silent > kShown) continue;
    const Device& d = c.hospital.devices[w.device_of[s]];
    c.error(
        "network.wifi.access_points",
        fmt::format("'{}' at [{:.1f} m, {:.1f} m, {:.1f} m] has no access point in reach", d.name,
                    d.at.x, d.at.y, d.at.z),
        {*gap, "Add an access point nearer, raise its power:, or give the device another link."});
  }
  if (silent > kShown)
    c.error("network.wifi.access_points",
            fmt::format("{} more devices have none in reach", silent - kShown));
}

// Dynamic frequency selection.
bool shared_with_radars(int channel) { return channel >= 52 && channel <= 144; }

// Of the channels it may go to, the one where it hears fewest others.
int channel_to_move_to(const WifiSection& section, const Wifi& w,
                       const propagation::Propagation& propagation,
                       std::span<const wifi::AccessPoint> placed, std::uint32_t ap) {
  int best = 0;
  std::ptrdiff_t fewest = 0;
  for (const int channel : section.radar.moves_to) {
    wifi::AccessPoint there = w.access_points[ap];
    if (there.channel == channel) continue;
    there.channel = channel;
    const auto heard = std::ranges::count_if(placed, [&](const wifi::AccessPoint& other) {
      return other.key != there.key && wifi::hears(propagation, w.radio, there, other);
    });
    if (best == 0 || heard < fewest) best = channel, fewest = heard;
  }
  return best;
}

// All access points, then once more those that radars move, where they go to.
std::vector<wifi::AccessPoint> placed_twice(const WifiSection& section, Wifi& w,
                                            const propagation::Propagation& propagation) {
  std::vector<wifi::AccessPoint> placed = w.access_points;
  if (section.radar.moves_to.empty() || section.radio.band != wifi::Band::ghz_5) return placed;
  w.away.resize(w.access_points.size());
  w.radar_announced = section.radar.announced;
  w.radar_returns = section.radar.returns;
  for (std::uint32_t ap = 0; ap < w.access_points.size(); ++ap) {
    if (!shared_with_radars(w.access_points[ap].channel)) continue;
    const int channel = channel_to_move_to(section, w, propagation, placed, ap);
    if (channel == 0) continue;
    const bool waits = shared_with_radars(channel);
    w.away[ap] = {0, channel, waits ? section.radar.silent : section.radar.announced, !waits};
    placed.push_back(w.access_points[ap]);
    placed.back().channel = channel;
  }
  return placed;
}

void group_cells(const WifiSection& section, Wifi& w, const propagation::Propagation& propagation) {
  const std::vector<wifi::AccessPoint> placed = placed_twice(section, w, propagation);
  wifi::Hearing hearing = wifi::hearing_of(propagation, w.radio, placed);
  w.domain_of_cell = std::move(hearing.domain);
  w.heard_by = std::move(hearing.heard_by);
  w.cells.resize(w.domain_of_cell.size());
  w.channel_of_cell.resize(w.cells.size());
  w.cell_of.resize(w.access_points.size());
  std::uint32_t mover = 0;
  for (std::uint32_t i = 0; i < placed.size(); ++i) {
    const std::uint32_t cell = hearing.cell[i];
    std::uint32_t ap = i;
    if (i < w.cell_of.size()) {
      w.cell_of[ap] = cell;
    } else {
      while (w.away[mover].channel == 0) ++mover;
      ap = mover++;
      w.away[ap].cell = cell;
    }
    w.cells[cell].push_back(ap);
    w.channel_of_cell[cell] = placed[i].channel;
  }
}

// What receivers take in of access points of their domain that their own ones do not hear.
class HiddenSenders {
 public:
  HiddenSenders(Wifi& w, const propagation::Propagation& propagation)
      : w_(w), propagation_(propagation), hidden_(w.cells.size()) {
    w.hidden_from.resize(w.cells.size());
    for (std::uint32_t c = 0; c < w.cells.size(); ++c)
      for (std::uint32_t d = 0; d < w.cells.size(); ++d)
        if (c != d && w.domain_of_cell[c] == w.domain_of_cell[d] &&
            !std::ranges::binary_search(w.heard_by[c], d))
          hidden_[c].push_back(d);
    cells_of_.resize(w.access_points.size());
    for (std::uint32_t c = 0; c < w.cells.size(); ++c)
      for (const std::uint32_t ap : w.cells[c]) cells_of_[ap].push_back(c);
  }

  void add() {
    if (std::ranges::all_of(hidden_, [](const auto& of) { return of.empty(); })) return;
    for (std::uint32_t ap = 0; ap < w_.access_points.size(); ++ap)
      add(w_.access_points[ap].at, {}, {&ap, 1});
    for (std::uint32_t s = 0; s < w_.stations.size(); ++s)
      add(w_.stations[s].at, w_.stations[s].body, w_.reach[s]);
    for (auto& cells : w_.hidden_from) {
      std::ranges::sort(cells);
      cells.erase(std::ranges::unique(cells).begin(), cells.end());
    }
  }

 private:
  void add(Position at, const propagation::Body& body, std::span<const std::uint32_t> served_by) {
    constexpr Decibels kBelowNoise{10};
    const Dbm least = propagation::noise_floor(w_.radio.width, w_.radio.noise_figure) - kBelowNoise;
    std::vector<wifi::Overheard>& heard = w_.overheard.emplace_back();
    struct Way {
      std::uint32_t ap, from, to;
      auto operator<=>(const Way&) const = default;
    };
    std::vector<Way> ways;
    for (const std::uint32_t own : served_by)
      for (const std::uint32_t to : cells_of_[own])
        for (const std::uint32_t from : hidden_[to])
          for (const std::uint32_t ap : w_.cells[from]) ways.push_back({ap, from, to});
    std::ranges::sort(ways);
    for (auto way = ways.begin(); way != ways.end();) {
      const auto last =
          std::find_if(way, ways.end(), [&](const Way& x) { return x.ap != way->ap; });
      const wifi::AccessPoint& ap = w_.access_points[way->ap];
      if (const auto loss = propagation_.loss_within(ap.key, ap.at, at, ap.power - least)) {
        const Dbm power = ap.power - loss->total - propagation::body_loss(body, at, ap.at);
        heard.push_back({way->ap, static_cast<float>(to_milliwatts(power).value)});
        for (auto x = way; x != last; ++x) w_.hidden_from[x->from].push_back(x->to);
      }
      way = last;
    }
  }

  Wifi& w_;
  const propagation::Propagation& propagation_;
  std::vector<std::vector<std::uint32_t>> hidden_, cells_of_;  // by cell, by access point
};

// Neighbours that an access point of the cell hears hold the air for all of it.
void add_neighbours(Compilation& c, Wifi& w, const propagation::Propagation& propagation) {
  w.neighbours.resize(w.cells.size());
  for (const auto& [name, def] : c.network.wifi.neighbours)
    for (std::size_t i = 0; i < w.cells.size(); ++i) {
      if (w.channel_of_cell[i] != def.channel) continue;
      const bool heard = std::ranges::any_of(w.cells[i], [&](std::uint32_t ap) {
        const auto loss = propagation.loss(name_key(name), def.at, w.access_points[ap].at).total;
        return def.power - loss >= w.radio.preamble_power;
      });
      if (!heard) continue;
      radio::Load& all = w.neighbours[i];
      all.burst = std::max(all.burst, def.burst);
      all.duty = 1 - (1 - all.duty) * (1 - def.duty);
    }
}

void add_radar(const WifiSection& section, Wifi& w) {
  w.radar_every = section.radar.every;
  w.radar_silent = section.radar.silent;
  if (section.radio.band != wifi::Band::ghz_5) return;
  for (std::uint32_t ap = 0; ap < w.access_points.size(); ++ap)
    if (shared_with_radars(w.access_points[ap].channel)) w.under_radar.push_back(ap);
}

void list_reach(Wifi& w, const wifi::Wlan& wlan) {
  for (const std::vector<wifi::Link>& row : wlan.links().rows) {
    std::vector<const wifi::Link*> strongest;
    for (const wifi::Link& link : row) strongest.push_back(&link);
    std::ranges::stable_sort(strongest,
                             [](auto* a, auto* b) { return a->rssi_down > b->rssi_down; });
    std::vector<std::uint32_t>& reach = w.reach.emplace_back();
    for (const wifi::Link* link : strongest) reach.push_back(link->access_point);
  }
}

void add_band(Hospital& h, const Wifi& w) {
  Band& band = h.bands.emplace_back();
  band.name = "wifi";
  band.carrier = wifi::carrier(w.radio.band);
  band.propagation = w.propagation;
  band.wall_loss = w.wall_loss;
  for (std::size_t a = 0; a < w.names.size(); ++a)
    band.sites.push_back({w.names[a], std::to_string(w.access_points[a].channel),
                          w.access_points[a].at, w.access_points[a].power});
  const auto rates = wifi::rates_of(w.radio);
  band.noise = propagation::noise_floor({rates.front().width_mhz * 1e6}, w.radio.noise_figure);
  band.audible = w.radio.preamble_power;
  band.rate = [radio = w.radio, rates, noise = band.noise](Dbm p) {
    if (!wifi::preamble_detected(radio, p, p - noise)) return 0.0;
    const auto i = static_cast<std::size_t>(wifi::choose_rate(radio, rates, p - noise).index);
    return wifi::data_rate(rates[i]).value;
  };
}

}  // namespace

void compile_wifi(Compilation& c) {
  Hospital& h = c.hospital;
  h.source_category.resize(h.sources.size(), 0);
  const bool wanted = std::any_of(h.devices.begin(), h.devices.end(),
                                  [](const Device& d) { return d.link == devices::Link::wifi; });
  const WifiSection& section = c.network.wifi;
  if (!wanted && section.access_points.empty()) return;
  if (section.access_points.empty()) {
    c.error("network.wifi", "there are devices on Wi-Fi, and no access point",
            {"Write network: wifi: access_points: with at least one, or links: wired for the "
             "devices."});
    return;
  }
  check_channels(c);
  check_moves(c);
  check_power_save(c);
  if (c.context.errors() > 0)
    return;  // positions and rates must be sound before waves are computed
  Wifi w;
  w.radio = section.radio;
  w.roaming = section.roaming;
  w.roaming.reaction = std::max(w.roaming.reaction, h.clock.lookahead);
  w.controller = section.controller;
  w.propagation = section.propagation;
  w.wall_loss = section.wall_loss;
  w.setup.wifi = section.access;
  w.setup.station = section.stations.table();
  w.setup.access_point = section.access_point_categories.table();
  w.setup.warm_up = h.header.warm_up;
  w.setup.phy = section.radio;
  w.setup.energy = section.energy;
  w.setup.uplink_ofdma = section.uplink_ofdma;
  add_access_points(c, w);
  add_stations(c, w);
  const propagation::Propagation propagation(w.propagation, w.wall_loss, h.building,
                                             wifi::carrier(w.radio.band), {h.header.seed, 0});
  w.wlan = std::make_shared<const wifi::Wlan>(propagation, w.radio, w.roaming, w.access_points,
                                              w.stations);
  check_coverage(c, w, *w.wlan);
  group_cells(section, w, propagation);
  add_neighbours(c, w, propagation);
  add_radar(section, w);
  list_reach(w, *w.wlan);
  HiddenSenders(w, propagation).add();
  add_power_save(c, w);
  add_band(h, w);
  h.wifi = std::move(w);
}

}  // namespace wardtwin::compiler
