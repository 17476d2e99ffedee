#include <algorithm>
#include <cmath>

#include "viz/panels/plan_layers.h"

// Devices and their links: asked once per file and once per time, drawn one by one or as a crowd.
namespace wardtwin::viz {
namespace {

struct Key {
  std::string path, written;
  std::size_t replication = 0, devices = 0;
  Time end{0};  ///< later in every state of a run under way
  bool operator==(const Key&) const = default;
};

Key key_of(const Trace& t) {
  return {t.path(), t.results().run.created_utc, t.replication(), t.model().devices.size(),
          t.end()};
}

std::optional<Position> place(const Trace& t, std::uint32_t device) {
  const results::Model& m = t.model();
  const std::uint32_t bed = m.devices[device].bed;
  if (bed >= m.building.beds.size()) {
    if (device >= m.surroundings.places.size() || m.surroundings.places[device].carried) return {};
    return m.surroundings.places[device].at;
  }
  const auto own = t.devices_of_bed(bed);
  const auto i =
      static_cast<std::size_t>(std::lower_bound(own.begin(), own.end(), device) - own.begin());
  Position p = m.building.beds[bed].at;
  p.x += (static_cast<double>(i % 4) - 1.5) * 0.42;
  p.y -= 0.62 + 0.42 * static_cast<double>(i / 4);
  return p;
}

const std::vector<State>& states_of(const View& v) {
  static Key key;
  static Time time = kNever;
  static std::vector<State> states;
  const Trace& t = *v.trace;
  if (key != key_of(t) || time != v.now) {
    key = key_of(t);
    time = v.now;
    states.resize(key.devices);
    for (std::uint32_t d = 0; d < states.size(); ++d) states[d] = t.device_state(d, v.now);
  }
  return states;
}

const std::vector<results::SignalPoint>& signals_of(const View& v) {
  static Key key;
  static std::vector<results::SignalPoint> signals;
  if (key != key_of(*v.trace)) {
    key = key_of(*v.trace);
    signals = signal_at_devices(*v.trace);
  }
  return signals;
}

// Squares of the screen with the worst state in them, where marks would only be a smear.
void draw_crowd(const std::vector<std::pair<ImVec2, State>>& seen, const PlanFrame& f) {
  const float edge = px(10);
  const auto columns = static_cast<std::size_t>((f.max.x - f.min.x) / edge) + 1;
  const auto rows = static_cast<std::size_t>((f.max.y - f.min.y) / edge) + 1;
  struct Cell {
    std::uint32_t count = 0;
    State worst = State::off;
  };
  std::vector<Cell> cells(columns * rows);
  for (const auto& [at, state] : seen) {
    if (!f.sees(at, 0)) continue;
    Cell& c = cells[static_cast<std::size_t>((at.y - f.min.y) / edge) * columns +
                    static_cast<std::size_t>((at.x - f.min.x) / edge)];
    ++c.count;
    c.worst = std::max(c.worst, state);
  }
  std::uint32_t most = 1;
  for (const Cell& c : cells) most = std::max(most, c.count);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].count == 0) continue;
    const ImVec2 at{f.min.x + static_cast<float>(i % columns) * edge,
                    f.min.y + static_cast<float>(i / columns) * edge};
    const float share =
        0.35f + 0.65f * static_cast<float>(cells[i].count) / static_cast<float>(most);
    f.draw->AddRectFilled(at, {at.x + edge - 1, at.y + edge - 1},
                          faded(color_of(cells[i].worst), share));
  }
}

}  // namespace

const std::vector<DrawnDevice>& drawn_devices(const View& v) {
  static Key key;
  static std::vector<DrawnDevice> all;
  const Trace& t = *v.trace;
  if (key == key_of(t)) return all;
  key = key_of(t);
  all.assign(key.devices, {});
  for (std::uint32_t d = 0; d < all.size(); ++d)
    if (const auto at = place(t, d))
      all[d] = {static_cast<float>(at->x), static_cast<float>(at->y), t.floor_of(at->z)};
  return all;
}

void draw_links(const View& v, const PlanFrame& f) {
  const results::Model& m = v.trace->model();
  const auto& devices = drawn_devices(v);
  const auto& signals = signals_of(v);
  const HeatScale scale = scale_of({Heat::signal}, {});
  std::size_t drawn = 0;
  const auto link = [&](std::uint32_t d, ImVec2 a) {
    const std::uint32_t ap = v.trace->access_point_of(d, v.now);
    if (ap >= m.access_points.size()) return;
    const ImVec2 b = f.screen(m.access_points[ap].at.x, m.access_points[ap].at.y);
    if (!f.sees(a) && !f.sees(b)) return;
    const double dbm = d < signals.size() ? link_signal(signals[d], ap) : std::nan("");
    f.draw->AddLine(a, b, std::isnan(dbm) ? palette().faint : heat_color(share_on(scale, dbm)),
                    px(1.2f));
    ++drawn;
  };
  for (std::uint32_t d = 0; d < devices.size() && drawn < kMostMarks; ++d)
    if (devices[d].floor == v.floor) link(d, f.screen(double{devices[d].x}, double{devices[d].y}));
  for (const HandsetMark& h : handset_marks(v, f)) link(h.device, h.at);
}

void draw_devices(const View& v, const PlanFrame& f) {
  const auto& devices = drawn_devices(v);
  const auto& states = states_of(v);
  static std::vector<std::pair<ImVec2, State>> seen;
  static std::vector<std::uint32_t> which;
  seen.clear();
  which.clear();
  for (std::size_t d = 0; d < devices.size(); ++d) {
    if (devices[d].floor != v.floor) continue;
    const ImVec2 s = f.screen(double{devices[d].x}, double{devices[d].y});
    if (!f.sees(s)) continue;
    seen.push_back({s, states[d]});
    which.push_back(static_cast<std::uint32_t>(d));
  }
  if (seen.size() > kMostMarks) return draw_crowd(seen, f);
  if (f.scale() < px(kSeesDevices)) return;
  const float r = std::clamp(f.scale() * 0.15f, 1.f, px(6));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const ImVec2 at = seen[i].first;
    f.draw->AddRectFilled({at.x - r, at.y - r}, {at.x + r, at.y + r}, color_of_device(v, which[i]));
  }
}

ImU32 color_of_device(const View& v, std::uint32_t device) {
  if (!v.devices_by_signal) return color_of(states_of(v)[device]);
  const double dbm = signal_of_link(v, device);
  return std::isnan(dbm) ? palette().faint
                         : heat_color(share_on(scale_of({Heat::signal}, {}), dbm));
}

double signal_of_link(const View& v, std::uint32_t device) {
  const auto& signals = signals_of(v);
  return device < signals.size()
             ? link_signal(signals[device], v.trace->access_point_of(device, v.now))
             : std::nan("");
}

}  // namespace wardtwin::viz
