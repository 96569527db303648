namespace Serverless.Limits;

/// <summary>What is counted in table Limits. The names are part of the keys there: they stay as they are.</summary>
public enum LimitKind
{
    /// <summary>Failed sign-ins with a user name or email address.</summary>
    SignInName,

    /// <summary>Failed sign-ins from a client address.</summary>
    SignInAddress,

    /// <summary>Sign-ups from a client address.</summary>
    SignUp,

    /// <summary>Mail asked for from a client address.</summary>
    MailFromAddress,

    /// <summary>Mail asked for, to a user name or email address.</summary>
    MailToRecipient,
}
