#include "viz/panels/view.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>

#include "sim/base/error.h"
#include "viz/draw/chart.h"

namespace wardtwin::viz {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Other results files of the folder, the newest first.
std::vector<std::filesystem::path> results_beside(const std::string& file, std::size_t most) {
  namespace fs = std::filesystem;
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  std::error_code ignored;
  const fs::path folder = fs::path(file).parent_path();
  for (const auto& e : fs::directory_iterator(folder.empty() ? "." : folder, ignored))
    if (e.path().extension() == ".h5" && e.path().filename() != fs::path(file).filename())
      found.push_back({e.last_write_time(ignored), e.path()});
  std::ranges::sort(found, std::greater{});
  found.resize(std::min(found.size(), most));
  std::vector<fs::path> out;
  for (auto& [time, path] : found) out.push_back(std::move(path));
  return out;
}

}  // namespace

const std::vector<Panel>& panels() {
  static const std::vector<Panel> all{
      {"floor", "Floor plan", "Where everything is, at the time of the time bar.", draw_floor},
      {"summary", "Summary", "Requirements with verdicts, and every number with its interval.",
       draw_summary},
      {"alarms", "Alarms", "Each alarm's way from its cause to the nurse.", draw_alarms},
      {"series", "Over time", "Minute by minute.", draw_series},
      {"messages", "Messages", "Every flow of messages: sent, lost and why, delay.", draw_messages},
      {"events", "Events", "Everything that was logged, in order of time.", draw_events},
      {"patients", "Patients", "Beds, admissions and occupancy.", draw_patients},
      {"flow", "Patient flow", "Who came, went on and left, and where time goes.", draw_flow},
      {"radio", "Radio cells", "Access points and what their air was used for.", draw_radio},
      {"gateways", "Gateways, servers", "Load and queues of what forwards and stores.",
       draw_gateways},
      {"batteries", "Batteries", "How long devices last, and what drains them.", draw_batteries},
      {"topology", "Network", "The wired network and how full its links are.", draw_topology},
      {"staff", "Staff", "What nurses did, now and in all.", draw_staff},
      {"warnings", "Faults, warnings", "What failed, and what to check before trusting.",
       draw_warnings},
      {"compare", "Compare", "Two runs side by side.", draw_compare},
      {"scenario", "Scenario", "The hospital as text: change it and run it.", draw_scenario}};
  return all;
}

void go_to(View& view, Time t) {
  if (view.trace) view.now = std::clamp(t, view.trace->start(), view.trace->end());
}

void open_file(View& view, const std::string& path, std::size_t replication) {
  const bool same = view.trace && view.trace->path() == path;
  try {
    Trace next(path, replication);
    view.trace = std::move(next);
    view.problem.clear();
    if (!same) {
      view.now = view.window_from = view.trace->start();
      view.window_to = view.trace->end();
      view.camera = {};
      view.selected = {};
      view.alarm.reset();
      view.message.reset();
      view.way.reset();
      view.floor = 0;
      set_scenario(view, view.trace->results().run.scenario_text);
    }
  } catch (const InputError& e) {
    view.trace.reset();
    view.problem = e.what();
    view.problem_file = path;
  }
}

const Breaches& breaches(const View& view) {
  static std::string key;
  static Breaches found;
  const Trace& t = *view.trace;
  const std::string now = fmt::format("{}|{}|{}|{}", t.path(), t.replication(),
                                      t.results().run.created_utc, t.end().count());
  if (now != key) found = breaches_of(t);
  key = now;
  return found;
}

void open_other(View& view, const std::string& path) {
  try {
    view.other = Trace(path);
  } catch (const InputError& e) {
    view.other.reset();
    view.note = e.what();
  }
}

std::string name_of(const Trace& trace, Selection s) {
  const results::Model& m = trace.model();
  const auto pick = [&](const auto& rows) {
    return s.index < rows.size() ? rows[s.index].name : std::string();
  };
  switch (s.kind) {
    case Kind::bed: return pick(m.building.beds);
    case Kind::device: return pick(m.devices);
    case Kind::access_point: return pick(m.access_points);
    case Kind::nurse: return pick(m.surroundings.nurses);
    case Kind::room: return pick(m.building.rooms);
    case Kind::part: return pick(m.surroundings.nodes);
    case Kind::patient: return fmt::format("patient {}", s.index);
    case Kind::none: break;
  }
  return "";
}

std::optional<Position> place_of(const Trace& trace, Selection s, Time t) {
  const results::Model& m = trace.model();
  switch (s.kind) {
    case Kind::bed:
      if (s.index < m.building.beds.size()) return m.building.beds[s.index].at;
      break;
    case Kind::access_point:
      if (s.index < m.access_points.size()) return m.access_points[s.index].at;
      break;
    case Kind::device:
      if (const std::uint32_t n = trace.carrier_of(s.index, t); n != flow::kNone)
        return trace.nurse(n, t)->at;
      if (s.index < m.surroundings.places.size()) return m.surroundings.places[s.index].at;
      if (s.index < m.devices.size() && m.devices[s.index].bed < m.building.beds.size())
        return m.building.beds[m.devices[s.index].bed].at;
      break;
    case Kind::nurse:
      if (const auto n = trace.nurse(s.index, t); n && n->doing != flow::kOffDuty) return n->at;
      break;
    case Kind::room:
      if (s.index < m.building.rooms.size()) {
        const flow::Room& r = m.building.rooms[s.index];
        const double z = r.floor < m.building.floors.size() ? m.building.floors[r.floor].height : 0;
        return Position{(r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2, z};
      }
      break;
    case Kind::part:
      if (s.index < m.surroundings.node_places.size())
        return m.surroundings.node_places[s.index].at;
      break;
    case Kind::patient:
      if (const auto bed = trace.bed_of(s.index, t); bed != flow::kNone)
        return m.building.beds[bed].at;
      break;
    case Kind::none: break;
  }
  return {};
}

namespace {

// "patient 12", "patient": those that the log of beds has, the one with that number first.
void find_patients(const Trace& trace, const std::string& wanted, std::size_t most,
                   std::vector<Selection>& out) {
  constexpr std::string_view kWord = "patient ";
  for (const std::uint32_t p : trace.patients()) {
    if (out.size() >= most) return;
    const std::string name = std::string(kWord) + std::to_string(p);
    if (name.find(wanted) == std::string::npos) continue;
    const Selection found{Kind::patient, p, false};
    if (name == wanted || name.substr(kWord.size()) == wanted)
      out.insert(out.begin(), found);
    else
      out.push_back(found);
  }
}

}  // namespace

std::vector<Selection> find(const Trace& trace, const std::string& words, std::size_t most) {
  std::vector<Selection> out;
  const std::string wanted = lower(words);
  if (wanted.empty()) return out;
  const results::Model& m = trace.model();
  const auto look = [&](Kind kind, const auto& rows, bool exact) {
    for (std::uint32_t i = 0; i < rows.size() && out.size() < most; ++i) {
      const std::string name = lower(rows[i].name);
      if (exact ? name == wanted : (name != wanted && name.find(wanted) != std::string::npos))
        out.push_back({kind, i, false});
    }
  };
  for (const bool exact : {true, false}) {
    look(Kind::bed, m.building.beds, exact);
    look(Kind::room, m.building.rooms, exact);
    look(Kind::access_point, m.access_points, exact);
    look(Kind::nurse, m.surroundings.nurses, exact);
    look(Kind::device, m.devices, exact);
    look(Kind::part, m.surroundings.nodes, exact);
  }
  std::erase_if(out, [&](const Selection& s) {  // it is listed as an access point
    return s.kind == Kind::part && m.surroundings.nodes[s.index].kind == "access point";
  });
  if (wanted.starts_with("p") ||
      std::ranges::all_of(wanted, [](unsigned char c) { return std::isdigit(c) != 0; }))
    find_patients(trace, wanted, most, out);
  return out;
}

std::string why_no_building(const Trace& trace) {
  return trace.logs().pathways.empty()
             ? "it is a laboratory bench"
             : "its patients are on pathways; see Patient flow for them and what they wait for";
}

bool nothing_open(View& view) {
  if (view.trace && !view.trace->empty()) return false;
  if (view.trace)
    empty_state("This file holds no finished replication yet.",
                "wait for the run to end, or look at the file again with: wardtwin view " +
                    view.trace->path());
  else
    empty_state("No results file is open.",
                "wardtwin run scenarios/ward_and_icu.yaml -o R.h5\nwardtwin view R.h5");
  return true;
}

const Plot& plot_of(const View& view, SeriesName name, float pixels) {
  struct Kept {
    std::string key;
    Plot plot;
  };
  static std::map<SeriesName, Kept> all;
  const auto width = static_cast<std::size_t>(std::max(16.f, pixels));
  Kept& kept = all[name];
  const std::string key =
      fmt::format("{}|{}|{}|{}|{}|{}", view.trace->path(), view.trace->replication(),
                  view.trace->results().run.created_utc, view.window_from.count(),
                  view.window_to.count(), width);
  if (kept.key != key)
    kept = {key, read_plot(*view.trace, name, view.window_from, view.window_to, width)};
  return kept.plot;
}

void chart(View& view, const Plot& plot, ImVec2 size, const std::string& name) {
  const ChartAnswer a =
      draw_chart(plot, view.window_from, view.window_to, size, {view.now, &*view.trace, name});
  if (a.clicked) go_to(view, *a.clicked);
  const std::string base = fmt::format("{}-{}", view.trace->results().run.scenario_name, name);
  if (a.save_csv) view.wishes.push_back({Wish::Kind::text_file, base + ".csv", as_csv(plot), {}});
  if (a.save_picture)
    view.wishes.push_back({Wish::Kind::picture, base + ".png", "", items()["chart/" + name]});
}

void draw_problem(View& view) {
  heading("This file cannot be shown");
  ImGui::Spacing();
  ImGui::PushTextWrapPos(px(760));
  ImGui::TextUnformatted(view.problem.c_str());
  ImGui::PopTextWrapPos();
  ImGui::Spacing();
  name_rect("problem", ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  if (named_button("Try again", "problem/again")) open_file(view, std::string(view.problem_file));
  ImGui::Spacing();
  ImGui::TextDisabled("Other results files in this folder:");
  const auto others = results_beside(view.problem_file, 12);
  for (const auto& other : others)
    if (named_button(other.filename().c_str(), "problem/open " + other.filename().string()))
      return open_file(view, other.string());
  if (others.empty()) ImGui::TextDisabled("none");
}

}  // namespace wardtwin::viz
