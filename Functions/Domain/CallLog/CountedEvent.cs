namespace Serverless.Domain.CallLog;

/// <summary>Specifies an event that the statistics count. Calls alone do not tell it: a call can sign in, or ask whether the caller is signed in.</summary>
public enum CountedEvent
{
    /// <summary>A caller without an account created one.</summary>
    SignUp,

    /// <summary>A session was opened, also by a sign-up.</summary>
    SignIn,

    /// <summary>A password, passkey or second factor was wrong.</summary>
    SignInFailed,

    /// <summary>An email was handed to the transport.</summary>
    EmailSent,

    /// <summary>The recipient of an email cannot be reached.</summary>
    EmailUndeliverable,

    /// <summary>An email was given up after all attempts, and is kept for an operator.</summary>
    EmailGivenUp,
}

/// <summary>Provides the names of the events.</summary>
internal static class CountedEvents
{
    /// <summary>Returns the name in storage.</summary>
    public static string Name(this CountedEvent happened) => happened switch
    {
        CountedEvent.SignUp => "sign_up",
        CountedEvent.SignIn => "sign_in",
        CountedEvent.SignInFailed => "sign_in_failed",
        CountedEvent.EmailSent => "email_sent",
        CountedEvent.EmailUndeliverable => "email_undeliverable",
        CountedEvent.EmailGivenUp => "email_given_up",
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };
}
