#include <algorithm>
#include <map>

#include "viz/panels/plan_layers.h"

// Nurses, and the handsets that they carry.
namespace wardtwin::viz {

std::vector<NurseMark> nurse_marks(const View& v, const PlanFrame& f) {
  std::vector<NurseMark> out;
  const auto& nurses = v.trace->model().surroundings.nurses;
  const float r = radius_of_nurse(f);
  // those at one place stand side by side, the place in the middle of them
  std::map<std::pair<int, int>, std::vector<std::size_t>> groups;
  for (std::uint32_t n = 0; n < nurses.size(); ++n) {
    const auto p = v.trace->nurse(n, v.now);
    if (!p || p->doing == flow::kOffDuty || v.trace->floor_of(p->at.z) != v.floor) continue;
    groups[{static_cast<int>(p->at.x * 2), static_cast<int>(p->at.y * 2)}].push_back(out.size());
    out.push_back({n, f.screen(p->at.x, p->at.y), p->doing == 0});
  }
  for (const auto& [place, group] : groups) {
    const ImVec2 middle = out[group.back()].at;
    const std::size_t columns = group.size() > 4 ? (group.size() + 2) / 3 : group.size();
    const std::size_t rows = (group.size() + columns - 1) / columns;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const float dx = static_cast<float>(i % columns) - static_cast<float>(columns - 1) / 2;
      const float dy = static_cast<float>(i / columns) - static_cast<float>(rows - 1) / 2;
      out[group[i]].at = {middle.x + 2.2f * r * dx, middle.y + 2.2f * r * dy};
    }
  }
  std::erase_if(out, [&](const NurseMark& n) { return !f.sees(n.at); });
  return out;
}

float radius_of_nurse(const PlanFrame& f) { return std::clamp(f.scale() * 0.32f, px(3.5f), px(7)); }

void draw_nurses(const View& v, const PlanFrame& f) {
  const float r = radius_of_nurse(f);
  for (const NurseMark& n : nurse_marks(v, f)) {
    f.draw->AddCircleFilled(n.at, r, n.idle ? palette().panel : kNurse, 14);
    f.draw->AddCircle(n.at, r, IM_COL32(90, 60, 200, 255), 14, px(1.8f));
  }
}

std::vector<HandsetMark> handset_marks(const View& v, const PlanFrame& f) {
  std::vector<HandsetMark> out;
  if (!v.show_devices || !v.show_nurses || f.scale() < px(kSeesDevices)) return out;
  const auto nurses = nurse_marks(v, f);
  const float r = radius_of_nurse(f);
  std::vector<int> had(nurses.size());
  for (const flow::DeviceIndex d : v.trace->carried()) {
    const std::uint32_t carrier = v.trace->carrier_of(d, v.now);
    const auto n = std::ranges::find(nurses, carrier, &NurseMark::nurse);
    if (n == nurses.end()) continue;
    const auto k = static_cast<float>(had[static_cast<std::size_t>(n - nurses.begin())]++);
    out.push_back({d, {n->at.x + r * (0.8f - 0.8f * k), n->at.y + r * 0.9f}});
  }
  return out;
}

void draw_handsets(const View& v, const PlanFrame& f) {
  const float r = std::clamp(f.scale() * 0.12f, px(2), px(4));
  for (const HandsetMark& h : handset_marks(v, f)) {
    const ImVec2 a{h.at.x - r * 0.7f, h.at.y - r}, b{h.at.x + r * 0.7f, h.at.y + r};
    f.draw->AddRectFilled(a, b, color_of_device(v, h.device));
    f.draw->AddRect(a, b, palette().panel);
    name_rect("plan/" + v.trace->model().devices[h.device].name, a, b);
  }
}

}  // namespace wardtwin::viz
