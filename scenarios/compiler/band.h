#pragma once

#include <functional>
#include <string>
#include <vector>

#include "network_models/propagation/propagation.h"

/// The radios of one family as a survey of the building hears them.
namespace wardtwin::compiler {

struct Band {
  struct Site {
    std::string name, channel;
    Position at;
    Dbm power{0};  ///< radiated
  };
  std::string name;  ///< "wifi", "ble", ...
  Hertz carrier{0};
  propagation::PropagationDef propagation;
  propagation::WallLossDef wall_loss;
  std::vector<Site> sites;
  Dbm noise{0};    ///< of a device's receiver, over one channel
  Dbm audible{0};  ///< least power at which a device takes notice of a site
  /// What a device that hears this much may expect, bit/s; 0: nothing.
  std::function<double(Dbm)> rate;
};

}  // namespace wardtwin::compiler
