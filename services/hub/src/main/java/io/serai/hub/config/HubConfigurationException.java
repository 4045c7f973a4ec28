package io.serai.hub.config;

/** A setting that the hub cannot start with. */
public final class HubConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    public HubConfigurationException(String property, String value, String wrong, String action) {
        super(property + " = '" + value + "': " + wrong);
        this.action = action;
    }

    /** Throws unless the setting is right. */
    static void require(boolean right, String property, Object value, String wrong, String action) {
        if (!right) {
            throw new HubConfigurationException(property, value.toString(), wrong, action);
        }
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
