using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Api.Accounts;

/// <summary>Whether a WeChat openid signs in: section <c>WeChat</c> of the settings.</summary>
public sealed class WeChatOptions : IValidatableObject
{
    private const int ShortestSecret = 16;

    /// <summary>Who may say which openid somebody has.</summary>
    [EnumDataType(typeof(WeChatMode))]
    public WeChatMode Mode { get; set; } = WeChatMode.Off;

    /// <summary>In mode trusted: what the application proves itself with, at least 16 characters.</summary>
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

/// <summary>Who may say which openid somebody has. Nobody can check it: who knows an openid can say that it is his.</summary>
public enum WeChatMode
{
    /// <summary>Nobody: there is no such sign-in.</summary>
    Off,

    /// <summary>A server that has spoken to WeChat itself, and proves with a secret that it is the one.</summary>
    Trusted,

    /// <summary>Everybody, as documented. For tests: whoever learns the openid of a user can sign in as him.</summary>
    Open,
}
