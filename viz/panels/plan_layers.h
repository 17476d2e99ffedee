#pragma once

#include "viz/panels/plan.h"

/// The layers of the plan, lowest first. Used by plan.cpp.
namespace wardtwin::viz {

inline constexpr float kSeesDevices = 7;  ///< pixels (at scale 1) per metre, for single devices
inline constexpr ImU32 kNurse = IM_COL32(120, 94, 240, 255);

struct PlanFrame {
  ImDrawList* draw = nullptr;
  ImVec2 min, max, middle;
  Camera camera;

  float scale() const { return static_cast<float>(camera.pixels_per_metre); }
  ImVec2 screen(double x, double y) const {
    return {middle.x + static_cast<float>((x - camera.x) * camera.pixels_per_metre),
            middle.y - static_cast<float>((y - camera.y) * camera.pixels_per_metre)};
  }
  Position world(ImVec2 at) const {
    return {camera.x + (at.x - middle.x) / camera.pixels_per_metre,
            camera.y - (at.y - middle.y) / camera.pixels_per_metre, 0};
  }
  bool sees(ImVec2 at, float margin = 20) const {
    return at.x > min.x - margin && at.x < max.x + margin && at.y > min.y - margin &&
           at.y < max.y + margin;
  }
};

void draw_rooms(const View& v, const PlanFrame& f);
void draw_heat(const View& v, const PlanFrame& f);
void draw_walls(const View& v, const PlanFrame& f);
void draw_links(const View& v, const PlanFrame& f);
void draw_beds(const View& v, const PlanFrame& f);
void draw_devices(const View& v, const PlanFrame& f);
void draw_access_points(const View& v, const PlanFrame& f);
void draw_names_of_access_points(const View& v, const PlanFrame& f);
/// Where the scenario's text has moved things to, with a line from where the run had them, and its
/// new walls.
void draw_edits(const View& v, const PlanFrame& f);
void draw_nurses(const View& v, const PlanFrame& f);
/// Portrait rectangles at the foot of their nurses' circles.
void draw_handsets(const View& v, const PlanFrame& f);
struct NurseMark {
  std::uint32_t nurse = 0;
  ImVec2 at;  ///< on the screen, beside others at the same place
  bool idle = false;
};
/// On duty and in sight.
std::vector<NurseMark> nurse_marks(const View& v, const PlanFrame& f);
float radius_of_nurse(const PlanFrame& f);
struct HandsetMark {
  std::uint32_t device = 0;
  ImVec2 at;
};
/// With nurses in sight, where single devices are drawn.
std::vector<HandsetMark> handset_marks(const View& v, const PlanFrame& f);
/// Gateways, switches and servers: diamond, box, square, as in the panel Network.
void draw_parts(const View& v, const PlanFrame& f);
/// While recording: every thing that has a place, with its state at the time that is shown.
void record_things(const View& v);
void draw_part(const PlanFrame& f, ImVec2 at, float radius, const std::string& kind, bool down);
/// Whether this node of the network is drawn as one, and on the floor that is shown.
bool stands_here(const View& v, std::uint32_t node);
void draw_room_names(const View& v, const PlanFrame& f);
void draw_scale_bar(const PlanFrame& f);
void draw_legend(const View& v, const PlanFrame& f);

/// What is drawn at a point of the screen, topmost first.
Selection pick(const View& v, const PlanFrame& f, ImVec2 at);
/// The heat map of the view's choice and window; computed once per choice.
const std::vector<HeatSquare>& current_heat(const View& v);
const HeatScale& current_scale(const View& v);
std::string heat_text(const HeatScale& scale, double value);  ///< "-62 dBm", "2.1 ms", "0.4 %"
/// Where each device is drawn: those of one bed in rows beside it; nurses' own ones nowhere.
struct DrawnDevice {
  float x = 0, y = 0;                 ///< m
  std::uint32_t floor = flow::kNone;  ///< kNone: not drawn
};
const std::vector<DrawnDevice>& drawn_devices(const View& v);
/// By its state, or by the signal of its link if the view says so.
ImU32 color_of_device(const View& v, std::uint32_t device);
/// dBm that the signal map has at the device for the access point it is with now; NaN: nothing.
double signal_of_link(const View& v, std::uint32_t device);

}  // namespace wardtwin::viz
