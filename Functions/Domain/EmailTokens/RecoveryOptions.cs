namespace Serverless.Domain.EmailTokens;

/// <summary>Represents the settings for account recovery: section <c>Security</c>.</summary>
public sealed class RecoveryOptions
{
    /// <summary>Gets or sets what a password reset revokes, by email or by an administrator: <c>everything</c> or <c>sessions</c>.</summary>
    public ResetRevokes ResetRevokes { get; set; } = ResetRevokes.Everything;

    /// <summary>Gets whether all API tokens are revoked.</summary>
    public bool RevokesEverything => ResetRevokes == ResetRevokes.Everything;
}

/// <summary>Specifies what an account recovery revokes.</summary>
public enum ResetRevokes
{
    /// <summary>Sessions, API tokens, and links to external accounts.</summary>
    Everything,

    /// <summary>Sessions, and the API tokens and links created while the email address was unconfirmed.</summary>
    Sessions,
}
