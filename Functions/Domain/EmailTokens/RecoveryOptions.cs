namespace Serverless.Domain.EmailTokens;

/// <summary>What ends when an account is recovered: section <c>Security</c> of the settings.</summary>
public sealed class RecoveryOptions
{
    /// <summary>What a reset by email and a password set by an administrator revoke. <c>everything</c> or <c>sessions</c>.</summary>
    public ResetRevokes ResetRevokes { get; set; } = ResetRevokes.Everything;

    /// <summary>Whether all API tokens are revoked.</summary>
    public bool RevokesEverything => ResetRevokes == ResetRevokes.Everything;
}

/// <summary>What a recovery of an account revokes.</summary>
public enum ResetRevokes
{
    /// <summary>Sessions, API tokens and links to accounts elsewhere.</summary>
    Everything,

    /// <summary>Sessions, and API tokens and links made while the email address was unconfirmed.</summary>
    Sessions,
}
