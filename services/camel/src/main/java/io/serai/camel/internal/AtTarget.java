package io.serai.camel.internal;

/**
 * Goes along with an exception, suppressed, and tells which target it is about: what Java says of certificates, of TLS
 * and of time-outs names none. The exception itself stays as it is, since policies compare its class.
 */
final class AtTarget extends Exception {

    private static final long serialVersionUID = 1L;

    private AtTarget(String address) {
        super(address, null, false, false);
    }

    /** Lets the exception tell the address. */
    static void mark(Throwable failed, String address) {
        failed.addSuppressed(new AtTarget(address));
    }

    /** The message, with the address where the exception has one that the message does not name. */
    static String named(String message, Throwable failed) {
        int depth = 0;
        for (Throwable cause = failed; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            for (Throwable suppressed : cause.getSuppressed()) {
                if (suppressed instanceof AtTarget target && !message.contains(String.valueOf(target.getMessage()))) {
                    return message + " (" + target.getMessage() + ")";
                }
            }
        }
        return message;
    }
}
