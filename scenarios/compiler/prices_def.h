#pragma once

#include <map>
#include <string>

#include "devices/device_class.h"

/// The section `prices:`: what equipment costs to buy and to keep, and an hour of nursing.
/// *Model* straight-line: price over years of life, and upkeep, a year. *Valid for* comparing designs
/// at today's prices. *Leaves out* interest, inflation, resale, installation other than cabling, floor
/// space and energy. *Checked by* tests/unit/compiler/prices_test.cpp.
namespace wardtwin::compiler {

/// A price with the life and upkeep of all equipment.
inline devices::PriceDef priced_at(double buy) {
  devices::PriceDef p;
  p.buy = buy;
  return p;
}

/// Access-side radios that are no Wi-Fi access points, each with its mounting.
struct RadioPricesDef {
  devices::PriceDef ble = priced_at(300), lorawan = priced_at(1500), ieee802154 = priced_at(150),
                    cellular = priced_at(8000), rfid = priced_at(2000), uwb = priced_at(500);
};

/// Anything else that is paid for, such as a subscription for each device.
struct OtherPriceDef {
  double count = 1;
  devices::PriceDef each;
};

struct PricesDef {
  std::string currency = "USD";
  double nurse_hour = 45;
  double life_years = 6;
  double upkeep_share = 0.08;
  double cabling = 300;  ///< of a cable drop: added to each access point and radio on a cable
  devices::PriceDef access_point = priced_at(1000), switch_ = priced_at(5000),
                    gateway = priced_at(2750), server = priced_at(8000);
  RadioPricesDef radios;
  std::map<std::string, devices::PriceDef> devices;  ///< by class, in place of the class's own
  std::map<std::string, OtherPriceDef> others;
};

}  // namespace wardtwin::compiler
