package io.serai.sandbox.ports;

import java.util.List;
import java.util.stream.Collectors;

/** Ports that are not free; nothing has been started. */
public final class BusyPortException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final transient List<WantedPort> ports;

    BusyPortException(List<WantedPort> ports) {
        super(ports.stream().map(BusyPortException::line).collect(Collectors.joining("\n")));
        this.ports = List.copyOf(ports);
    }

    public List<WantedPort> ports() {
        return ports;
    }

    private static String line(WantedPort wanted) {
        return "port %d is busy: %s wants it; end what listens there, or choose another with --%s=…"
                .formatted(wanted.port(), wanted.who(), wanted.property());
    }
}
