package io.serai.delivery.config;

/** A mistake in what was declared. The message names the thing, its value, the way out, and the place. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final String key;

    ConfigurationException(String message, Place place, String key) {
        super(message + " (" + place + ")");
        this.file = place.file();
        this.line = place.line();
        this.key = key;
    }

    /** The file, or what else was read. */
    public String file() {
        return file;
    }

    /** From 1 on; 0 where it is not of a file. */
    public int line() {
        return line;
    }

    /** The path of the key, as in {@code serai.policies.patient.retry.delay}. */
    public String key() {
        return key;
    }
}
