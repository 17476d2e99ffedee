#include <algorithm>

#include <fmt/format.h>

#include "scenarios/analysis/coverage.h"
#include "scenarios/report/format.h"

// Coverage as tables.
namespace wardtwin::analysis {
namespace {

using report::Table;

constexpr std::size_t kMostRows = 24;

std::string bits(double rate) {
  if (rate <= 0) return "none";
  return rate >= 1e6 ? report::number(rate / 1e6) + " Mbit/s"
                     : report::number(rate / 1e3) + " kbit/s";
}

std::string flags(const RoomCover& r) {
  std::string out = r.weak ? "weak" : r.weak_shut ? "weak, doors shut" : "";
  if (r.noisy) out += out.empty() ? "noisy" : ", noisy";
  return out.empty() ? "-" : out;
}

bool flagged(const RoomCover* r) { return r->weak || r->noisy || r->weak_shut; }

std::string rooms_text(const Coverage& c) {
  // what is flagged first, and within that as the building is written
  std::vector<const RoomCover*> order;
  for (const RoomCover& r : c.rooms) order.push_back(&r);
  std::ranges::stable_partition(order, flagged);
  Table table({"room", "band", "RSSI", "second", "SNR", "rate", "audible", "best", "flag"});
  std::size_t count = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const RoomCover& r = *order[i];
    count += flagged(&r);
    if (i >= kMostRows) continue;
    table.row({r.room, r.band, fmt::format("{:.0f} dBm", r.rssi.value),
               r.second.value > -199 ? fmt::format("{:.0f} dBm", r.second.value) : "-",
               fmt::format("{:.0f} dB", r.snr.value), bits(r.rate),
               fmt::format("{:.1f}", r.audible), r.best, flags(r)});
  }
  if (table.empty()) return "";
  std::string out =
      fmt::format("\nCoverage that {:.0f} % of each room has (flagged first; {} of {} flagged)\n",
                  100 * c.limits.area, count, order.size());
  out += table.text();
  if (order.size() > kMostRows)
    out += fmt::format("  … and {} more; --json has all\n", order.size() - kMostRows);
  return out;
}

std::string air_text(const Coverage& c) {
  Table channels({"channel", "access points", "airtime asked for", "deaf pairs", "flag"});
  std::size_t shown = 0;
  for (const ChannelLoad& l : c.channels) {
    if (++shown > kMostRows) continue;
    std::string sites = l.sites[0];
    if (l.sites.size() > 1) sites += fmt::format(" and {} more", l.sites.size() - 1);
    channels.row({l.channel, sites, report::percent(l.airtime),
                  l.deaf_pairs > 0 ? report::percent(l.deaf_pairs) : "-", l.full ? "full" : "-"});
  }
  if (channels.empty()) return "";
  Table sites({"access point", "channel", "devices", "monitors", "airtime", "flag"});
  shown = 0;
  for (const SiteLoad& s : c.sites)
    if (++shown <= kMostRows)
      sites.row({s.site, s.channel, std::to_string(s.devices), std::to_string(s.monitors),
                 report::percent(s.airtime), s.crowded ? "crowded" : "-"});
  return "\nAirtime by channel, all devices running, without retries\n" + channels.text() +
         "\nDevices by the access point they hear best\n" + sites.text();
}

}  // namespace

std::string text(const Coverage& c) {
  const Limits& l = c.limits;
  std::string out = rooms_text(c) + air_text(c);
  if (!out.empty())
    out += fmt::format(
        "  limits: Wi-Fi {:.0f} dBm, SNR {:.0f} dB, airtime {:.0f} %, {} monitors an access point; "
        "others: heard at all\n",
        l.rssi.value, l.snr.value, 100 * l.utilisation, l.monitors);
  return out;
}

}  // namespace wardtwin::analysis
