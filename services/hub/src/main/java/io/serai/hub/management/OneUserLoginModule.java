package io.serai.hub.management;

import io.hawt.web.auth.RolePrincipal;
import io.hawt.web.auth.UserPrincipal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.jspecify.annotations.Nullable;

/** Accepts one user with one password. Made by JAAS, which wants a public class. */
public final class OneUserLoginModule implements LoginModule {

    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String ROLE = "admin";

    private Subject subject = new Subject();
    private @Nullable CallbackHandler handler;
    private String user = "";
    private String password = "";
    private List<Principal> principals = List.of();

    @Override
    public void initialize(
            Subject asked, CallbackHandler callbacks, Map<String, ?> sharedState, Map<String, ?> options) {
        subject = asked;
        handler = callbacks;
        user = String.valueOf(options.get(USER));
        password = String.valueOf(options.get(PASSWORD));
    }

    @Override
    public boolean login() throws LoginException {
        if (handler == null) {
            throw new LoginException("nobody to ask for name and password");
        }
        NameCallback name = new NameCallback("user");
        PasswordCallback secret = new PasswordCallback("password", false);
        try {
            handler.handle(new Callback[] {name, secret});
        } catch (IOException | UnsupportedCallbackException unanswered) {
            throw new LoginException("name and password are needed");
        }
        char[] given = secret.getPassword();
        secret.clearPassword();
        if (given == null || !same(name.getName(), user) | !same(new String(given), password)) {
            throw new FailedLoginException("wrong name or password");
        }
        principals = List.of(new UserPrincipal(user), new RolePrincipal(ROLE));
        return true;
    }

    /** Takes as long for what is nearly right as for what is wrong. */
    private static boolean same(@Nullable String given, String expected) {
        return MessageDigest.isEqual(
                String.valueOf(given).getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean commit() {
        subject.getPrincipals().addAll(principals);
        return !principals.isEmpty();
    }

    @Override
    public boolean abort() {
        principals = List.of();
        return true;
    }

    @Override
    public boolean logout() {
        subject.getPrincipals().removeAll(principals);
        principals = List.of();
        return true;
    }
}
