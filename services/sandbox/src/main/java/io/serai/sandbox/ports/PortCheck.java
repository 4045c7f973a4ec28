package io.serai.sandbox.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.List;

/** Asks the machine whether ports are free on the loopback interface. */
public final class PortCheck {

    private PortCheck() {}

    /**
     * Passes over port 0: whoever asks for it takes any.
     *
     * @throws BusyPortException naming all of them that are not free
     */
    public static void requireFree(Collection<WantedPort> wanted) {
        List<WantedPort> busy = wanted.stream()
                .filter(port -> port.port() != 0 && !free(port.port()))
                .toList();
        if (!busy.isEmpty()) {
            throw new BusyPortException(busy);
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // connections of a process that has just ended linger; they hinder nobody
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
