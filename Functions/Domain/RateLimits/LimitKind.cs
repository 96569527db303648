namespace Serverless.Domain.RateLimits;

/// <summary>The kinds of counters in table Limits. The names are part of the keys there and must not change.</summary>
public enum LimitKind
{
    /// <summary>Failed sign-ins with a user name or email address.</summary>
    SignInName,

    /// <summary>Failed sign-ins from an IP address.</summary>
    SignInAddress,

    /// <summary>Failed sign-ins from a device that the user signed in with before. They are part of the row of <see cref="SignInName"/>.</summary>
    SignInDevice,

    /// <summary>Changes of a user's own password, names and email address.</summary>
    Changes,

    /// <summary>Exports of a user's own data.</summary>
    Exports,

    /// <summary>Sign-ups from an IP address.</summary>
    SignUp,

    /// <summary>Invalid tokens from emails, from an IP address.</summary>
    MailedTokens,

    /// <summary>Requests for email from an IP address.</summary>
    MailFromAddress,

    /// <summary>Requests for email to a user name or email address.</summary>
    MailToRecipient,

    /// <summary>Emails sent to an email address.</summary>
    MailSent,

    /// <summary>Emails about one kind of security event, sent to an email address.</summary>
    Notice,

    /// <summary>Used challenges of passkeys. Their rows count nothing.</summary>
    Challenge,

    /// <summary>Idempotency keys of notifications. Their rows count nothing.</summary>
    Notification,
}
