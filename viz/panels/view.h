#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/results/summary.h"
#include "viz/draw/items.h"
#include "viz/draw/theme.h"
#include "viz/trace/alarms.h"
#include "viz/trace/compare.h"
#include "viz/trace/events.h"
#include "viz/trace/fields.h"
#include "viz/trace/heat.h"
#include "viz/trace/messages.h"
#include "viz/trace/series.h"
#include "viz/trace/trace.h"
#include "viz/trace/ways.h"

/// What the user has chosen, and nothing that the file already says: panels read the trace and
/// write here.
namespace wardtwin::viz {

struct Camera {                 ///< of the plan
  double x = 0, y = 0;          ///< m, in the middle of the panel
  double pixels_per_metre = 0;  ///< 0: fit the floor
};

enum class Kind : std::uint8_t {
  none,
  bed,
  device,
  access_point,
  nurse,
  room,
  part,    ///< of the wired network, row of nodes; not the access points
  patient  ///< by number
};
struct Selection {
  Kind kind = Kind::none;
  std::uint32_t index = 0;
  bool follow = false;
  friend bool operator==(const Selection&, const Selection&) = default;
};

/// What the mouse does on the plan.
enum class Tool : std::uint8_t { look, move, wall, fault };

/// Something only the program around the panels can do.
struct Wish {
  enum class Kind : std::uint8_t { picture, text_file, run };
  Kind kind = Kind::picture;
  std::string path, text;
  Rect rect;  ///< of a picture; empty: the whole window
};

/// What the panel of batteries shows, put together once per file.
struct BatteryNumbers {
  std::string key;
  std::vector<results::Quantity> rows;
};

/// A run of `wardtwin` that the viewer has started.
struct RunStatus {
  bool running = false;
  int exit_code = -1;
  std::string said, output;  ///< last lines; results file
};

struct View {
  std::optional<Trace> trace, other;
  std::string problem, problem_file;  ///< why a file cannot be shown
  std::string scenario_file;
  std::string note;  ///< one line at the foot: what was saved, what is followed

  std::string panel = "floor";
  Time now{0};
  bool playing = false;
  double speed = 60;  ///< simulated seconds per second
  std::vector<Time> bookmarks;
  Time window_from{0}, window_to{0};  ///< of charts and heat maps

  Camera camera;
  std::uint32_t floor = 0;
  HeatChoice heat;
  bool show_devices = true, show_links = false, show_nurses = true, show_parts = true;
  bool devices_by_signal = false;  ///< their colour: of the link instead of the state
  Selection selected;
  Tool tool = Tool::look;
  std::optional<Selection> dragged;        ///< bed, access point or part under way
  std::optional<Position> wall_from;       ///< of a wall under way
  Position dragged_to;                     ///< of either
  int wall_of = 1;                         ///< flow::Material of walls that are drawn
  int fault_for = 1;                       ///< row of kFaultLengths
  std::string pointed;                     ///< part under the mouse in this frame; empty: none
  char search[64] = "", numbers[48] = "";  ///< numbers: filter of the scenario's sliders

  AlarmFilter filter;
  std::optional<std::uint32_t> alarm;

  MessageFilter messages;
  bool single_messages = false;          ///< in the panel of messages, instead of flows
  std::optional<std::uint32_t> message;  ///< row of Messages::sample

  WayFilter ways;
  bool single_patients = false;      ///< in the panel of patient flow, instead of streams
  std::optional<std::uint32_t> way;  ///< row of History::patients.ways

  Why why;  ///< of the alarm, message or patient that was looked at last
  std::string why_key;
  BatteryNumbers batteries;

  std::string scenario_text, scenario_at_opening;
  std::vector<std::string> undo, redo;           ///< texts of the scenario
  std::optional<std::vector<FieldInfo>> fields;  ///< of the language; nothing: not asked for yet
  bool wants_fields = false;                     ///< a panel would like to have them
  RunStatus run;

  Theme theme;
  bool restyle = true;  ///< theme has changed
  bool help = false;
  bool save_csv = false;  ///< writes down what the panel draws next
  bool save_png = false;  ///< likewise, as a picture
  std::vector<Wish> wishes;
};

/// All instants at which requirements do not hold; found once per trace.
const Breaches& breaches(const View& view);

/// Sets `trace`, or `problem` in words; keeps time and choices where they still make sense.
void open_file(View& view, const std::string& path, std::size_t replication = 0);
void open_other(View& view, const std::string& path);
void go_to(View& view, Time t);
void bookmark(View& view);  ///< this time; a second time: no more

/// What `scenario_text` is when a file is opened: no steps of undo, nothing changed.
void set_scenario(View& view, std::string text);
void change_scenario(View& view, std::string text);  ///< one step of undo
void undo(View& view);
void redo(View& view);
std::string name_of(const Trace& trace, Selection s);
/// Every thing of the model whose name contains the words, best first; at most `most`.
std::vector<Selection> find(const Trace& trace, const std::string& words, std::size_t most);
/// Where it is at a time; nothing where the file does not say.
std::optional<Position> place_of(const Trace& trace, Selection s, Time t);

struct Panel {
  const char *id, *title, *hint;
  void (*draw)(View&);
};
const std::vector<Panel>& panels();

// One file each.
void draw_floor(View&);
void draw_summary(View&);
void draw_alarms(View&);
void draw_series(View&);
void draw_topology(View&);
void draw_radio(View&);
void draw_gateways(View&);
void draw_patients(View&);
void draw_staff(View&);
void draw_warnings(View&);
void draw_compare(View&);
void draw_scenario(View&);
void draw_problem(View&);
void draw_time_bar(View&);
void draw_events(View&);
void draw_messages(View&);
void draw_batteries(View&);
void draw_flow(View&);
void draw_ways(View&);  ///< single patients, in the panel of patient flow

/// The series in the view's window for a chart this wide; read from the file once per choice.
const Plot& plot_of(const View& view, SeriesName name, float pixels);
/// The chart and what its answer asks for: a jump in time, a saved file.
void chart(View& view, const Plot& plot, ImVec2 size, const std::string& name);
/// Why an "alarm", "message" or "patient" took so long; found once for each that is chosen.
const Why& kept_why(View& v, const std::string& what, std::uint32_t row);
/// The stages of a way with their lengths, shares of the whole and what stood in the way.
void draw_why(const Why& why, ImU32 (*color_of_step)(const std::string& to));
/// "it is a laboratory bench", or what else a run without a building is.
std::string why_no_building(const Trace& trace);
/// Why a panel that needs a results file is empty; false: there is one.
bool nothing_open(View& view);

}  // namespace wardtwin::viz
