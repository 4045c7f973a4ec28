package io.serai.bench.chaos.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Passes TCP connections on; can be told to be slow and to break them. */
public final class Proxy implements AutoCloseable {

    private static final int BUFFER = 1 << 14;
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile double broken;

    public Proxy(String host, int port, int targetPort) throws IOException {
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(host, port));
        target = new InetSocketAddress(host, targetPort);
        threads.execute(this::accept);
    }

    /**
     * From now on every piece of data is so late, and so large a part of the pieces breaks its connection instead.
     */
    public void slow(Duration late, double breaks) {
        delay = late;
        broken = breaks;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                threads.execute(() -> connect(client));
            } catch (IOException closed) {
                // over, or a client that was gone at once
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        open.add(server);
        try {
            server.connect(target, CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            threads.execute(() -> pass(client, server));
            pass(server, client);
        } catch (IOException refused) {
            close(client);
            close(server);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (broken > 0 && ThreadLocalRandom.current().nextDouble() < broken) {
                    return;
                }
                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
                out.write(buffer, 0, count);
            }
        } catch (IOException gone) {
            // one side is
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // already
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(Proxy::close);
        threads.shutdownNow();
    }
}
