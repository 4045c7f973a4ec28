package io.serai.sandbox.ports;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortCheckIT {

    @Test
    void namesTheBusyPortWhoWantsItAndTheProperty() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WantedPort wanted = new WantedPort(other.getLocalPort(), "the Kafka broker", "serai.sandbox.kafka-port");

            assertThatThrownBy(() -> PortCheck.requireFree(List.of(wanted)))
                    .isInstanceOf(BusyPortException.class)
                    .hasMessage(
                            "port %d is busy: the Kafka broker wants it; end what listens there, or choose another "
                                    + "with --serai.sandbox.kafka-port=…",
                            other.getLocalPort());
        }
    }

    @Test
    void seesAListenerOnAllInterfaces() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            WantedPort wanted = new WantedPort(other.getLocalPort(), "somebody", "a.property");

            assertThatThrownBy(() -> PortCheck.requireFree(List.of(wanted))).isInstanceOf(BusyPortException.class);
        }
    }

    @Test
    void namesAllBusyPortsAtOnce() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> PortCheck.requireFree(List.of(
                            new WantedPort(one.getLocalPort(), "one", "port.one"),
                            new WantedPort(0, "anybody", "port.none"),
                            new WantedPort(two.getLocalPort(), "two", "port.two"))))
                    .hasMessageContainingAll("port.one", "port.two")
                    .message()
                    .doesNotContain("port.none");
        }
    }

    @Test
    void letsFreePortsPass() throws IOException {
        int port;
        try (ServerSocket released = new ServerSocket(0)) {
            port = released.getLocalPort();
        }
        assertThatCode(() -> PortCheck.requireFree(List.of(new WantedPort(port, "somebody", "a.property"))))
                .doesNotThrowAnyException();
    }
}
