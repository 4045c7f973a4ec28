package io.serai.hub.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * How many files and connections the operating system lets this process have open at once. With too few it does not
 * start: a store that cannot open its next file has to end the process.
 */
public final class OpenFiles implements EnvironmentPostProcessor {

    /** A hub at rest has some 40 open; each file of the store that was read takes one more, each connection two. */
    static final long LEAST = 256;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        long limit = limit();
        if (limit < LEAST) {
            throw new HubConfigurationException(
                    "ulimit -n",
                    Long.toString(limit),
                    "so few files and connections may be open at once; the hub needs at least " + LEAST,
                    "raise the limit before the start: ulimit -n 8192, or LimitNOFILE=8192 of a systemd service");
        }
    }

    /** As many connections as one port may have: both together leave half of all for the store, targets and brokers. */
    public static int connections() {
        return (int) Math.min(Integer.MAX_VALUE, limit() / 4);
    }

    private static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        && unix.getMaxFileDescriptorCount() > 0
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
