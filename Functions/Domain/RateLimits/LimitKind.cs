namespace Serverless.Domain.RateLimits;

/// <summary>What is counted in table Limits. The names are part of the keys there: they stay as they are.</summary>
public enum LimitKind
{
    /// <summary>Failed sign-ins with a user name or email address.</summary>
    SignInName,

    /// <summary>Failed sign-ins from a client address.</summary>
    SignInAddress,

    /// <summary>Failed sign-ins of a device that its user signed in with before. They are part of the row of <see cref="SignInName"/>.</summary>
    SignInDevice,

    /// <summary>Changes of a user's own password, names and email address.</summary>
    Changes,

    /// <summary>Sign-ups from a client address.</summary>
    SignUp,

    /// <summary>Mailed tokens from a client address that open nothing.</summary>
    MailedTokens,

    /// <summary>Mail asked for from a client address.</summary>
    MailFromAddress,

    /// <summary>Mail asked for, to a user name or email address.</summary>
    MailToRecipient,

    /// <summary>Emails sent to an email address.</summary>
    MailSent,
}
