package io.serai.hub.management;

import org.springframework.boot.actuate.health.Status;

/** Something is to be mended, and the node goes on serving. */
final class Warning {

    static final Status STATUS = new Status("WARNING");

    private Warning() {}
}
