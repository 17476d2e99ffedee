#pragma once

#include <span>
#include <vector>

#include "sim/flow/clinical.h"
#include "sim/flow/flow.h"

namespace wardtwin::run {

/// Who follows one run as it goes, and may hold it to a clock. Called by the run's own thread, window by
/// window; a run that nobody follows has the same results.
class Tap {
 public:
  virtual ~Tap() = default;

  /// A window is to begin at `from`; answers how far it may go, beyond `from`. May wait. To end the
  /// run, throws Stopped.
  virtual Time reach(Time from) = 0;

  // What the window brought, each call in time order but for frames, which come radio cell by cell.
  /// Frames that came out of the radio or the cable, on their way to a gateway or server. Not those of
  /// devices that an attack stopped.
  virtual void frames(std::span<const flow::Frame> frames, const flow::AlarmLog& alarms) = 0;
  /// A frame that its server has got from the gateway, at frame.at.
  virtual void arrived(const flow::Frame& frame, const flow::AlarmLog& alarms) = 0;
  /// `since`: when the stay began; before 0 for somebody found in bed at the start.
  virtual void bed(const flow::BedEvent& event, Time since) = 0;
  /// A device lost or regained its association or cable.
  virtual void link(const flow::LinkChange& change) = 0;
  /// The same of its session with its gateway.
  virtual void session(const flow::LinkChange& change) = 0;
  /// The window ended; no later one brings anything from before `until`.
  virtual void end_window(Time until) = 0;

  /// Devices that found, outside the run, that nobody hears them. Each becomes a technical alarm of its bed.
  virtual std::vector<flow::DeviceIndex> take_unheard() = 0;
};

}  // namespace wardtwin::run
