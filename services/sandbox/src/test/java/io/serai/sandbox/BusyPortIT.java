package io.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.sandbox.ports.BusyPortException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusyPortIT {

    @TempDir
    Path temp;

    @Test
    void aBusyPortStopsTheStartBeforeAnythingIsStarted() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String[] arguments = {
                "--serai.data-dir=" + temp.resolve("data"),
                "--serai.cluster.locator-port=0",
                "--server.port=" + Ports.free(),
                "--management.server.port=" + Ports.free(),
                "--serai.sandbox.consumers-port=" + Ports.free(),
                "--serai.sandbox.kafka-port=" + Ports.free(),
                "--serai.sandbox.activemq-port=" + other.getLocalPort()
            };

            assertThatThrownBy(() -> SandboxApplication.application().run(arguments))
                    .isInstanceOf(BusyPortException.class)
                    .hasMessageContaining("port %d is busy: the ActiveMQ broker wants it", other.getLocalPort())
                    .hasMessageContaining("--serai.sandbox.activemq-port=");
            assertThat(temp.resolve("data")).doesNotExist();
        }
    }
}
