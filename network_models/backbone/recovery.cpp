#include "network_models/backbone/defs.h"

namespace wardtwin::backbone {

Time vrrp_takeover(int version, Time advertisement, int priority) {
  const Time unit = version == 2 ? Time{1s} : advertisement;
  return 3 * advertisement + unit * (256 - priority) / 256;
}

Time recovery_time(Recovery recovery) {
  switch (recovery) {
    case Recovery::none: return 250ms;  // nothing else to find: no other way exists
    case Recovery::stp: return 40s;
    case Recovery::rstp: return 250ms;
    case Recovery::rstp_timeout: return 3 * 2s;
    case Recovery::lacp: return 150ms;
    case Recovery::lacp_fast: return 3s;
    case Recovery::lacp_slow: return 90s;
    case Recovery::vrrp: return vrrp_takeover(2, 1s, 100);
    case Recovery::vrrp3: return vrrp_takeover(3, 100ms, 100);
    case Recovery::bfd: return 3 * 50ms;
    case Recovery::ospf: return 40s;
    case Recovery::ospf_tuned: return 1s;
    case Recovery::bgp: return 135s;
    case Recovery::sd_wan: return 3s;
    case Recovery::cellular_cold: return 40s;
    case Recovery::cellular_hot: return 3s;
  }
  return 250ms;
}

}  // namespace wardtwin::backbone
