/** Node meters: the baseboard management controller by IPMI DCMI and by Redfish. */
@NullMarked
package io.trainwatt.agent.sensor.bmc;

import org.jspecify.annotations.NullMarked;
