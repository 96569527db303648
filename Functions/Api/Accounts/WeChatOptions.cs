using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Api.Accounts;

/// <summary>The settings of sign-in with a WeChat openid: section <c>WeChat</c> of the settings.</summary>
public sealed class WeChatOptions : IValidatableObject
{
    private const int ShortestSecret = 16;

    /// <summary>Gets or sets which clients are trusted to send an openid.</summary>
    [EnumDataType(typeof(WeChatMode))]
    public WeChatMode Mode { get; set; } = WeChatMode.Off;

    /// <summary>Gets or sets the secret with which a trusted server authenticates: at least 16 characters in mode trusted.</summary>
    [SecretSetting]
    public string Secret { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mode == WeChatMode.Trusted && Secret.Length < ShortestSecret)
        {
            yield return new ValidationResult($"WeChat__Secret has {Secret.Length} characters; it must have at least {ShortestSecret} when WeChat__Mode is trusted.", [nameof(Secret)]);
        }
    }
}

/// <summary>
/// Defines which clients are trusted to send an openid. The app cannot verify an openid: every client that knows an openid can claim to be its user.
/// </summary>
public enum WeChatMode
{
    /// <summary>No client; this sign-in is disabled.</summary>
    Off,

    /// <summary>A server that verified the openid with WeChat, and authenticates with a secret.</summary>
    Trusted,

    /// <summary>Every client, as documented. For tests only: anyone who learns a user's openid can sign in as that user.</summary>
    Open,
}
