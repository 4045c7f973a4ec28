package io.serai.hub.management;

import io.serai.hub.config.HubConfigurationException;
import io.serai.hub.config.SeraiProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Hawtio who may log in: it asks JAAS for the realm {@code serai}. Other realms stay with whoever configured them
 * before.
 */
final class HawtioLogin extends Configuration {

    /** As {@code hawtio.realm} says. */
    static final String REALM = "serai";

    private static final Logger LOG = LoggerFactory.getLogger(HawtioLogin.class);
    private static final int PASSWORD_BYTES = 15;

    private final AppConfigurationEntry[] entries;
    private final @Nullable Configuration others;

    private HawtioLogin(String user, String password, @Nullable Configuration others) {
        this.entries = new AppConfigurationEntry[] {
            new AppConfigurationEntry(
                    OneUserLoginModule.class.getName(),
                    AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                    Map.of(OneUserLoginModule.USER, user, OneUserLoginModule.PASSWORD, password))
        };
        this.others = others;
    }

    static HawtioLogin install(SeraiProperties properties) {
        String user = properties.hawtio().user();
        String password = properties.hawtio().password();
        if (password == null || password.isBlank()) {
            password = generate(user, properties.bindAddress());
        }
        HawtioLogin login = new HawtioLogin(user, password, existing());
        Configuration.setConfiguration(login);
        return login;
    }

    private static String generate(String user, String bindAddress) {
        if (!loopback(bindAddress)) {
            throw new HubConfigurationException(
                    "serai.hawtio.password",
                    "",
                    "there is none, and serai.bind-address " + bindAddress + " lets other machines in",
                    "set serai.hawtio.password (environment: SERAI_HAWTIO_PASSWORD; file: spring.config.import=configtree:/secrets/),"
                            + " or take hawtio and jolokia out of management.endpoints.web.exposure.include");
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        LOG.info(
                "Hawtio: user '{}', password '{}' until the next start (serai.hawtio.password sets one)",
                user,
                password);
        return password;
    }

    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static @Nullable Configuration existing() {
        try {
            Configuration existing = Configuration.getConfiguration();
            return existing instanceof HawtioLogin before ? before.others : existing;
        } catch (SecurityException none) {
            return null;
        }
    }

    @Override
    public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String realm) {
        if (realm.equals(REALM)) {
            return entries.clone();
        }
        return others == null ? null : others.getAppConfigurationEntry(realm);
    }
}
