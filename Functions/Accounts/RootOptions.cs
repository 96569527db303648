using Serverless.Settings;

namespace Serverless.Accounts;

/// <summary>The first user: section <c>Root</c> of the settings, read when the storage is empty.</summary>
public sealed class RootOptions
{
    /// <summary>Root's password. Without it one is generated and printed once.</summary>
    [SecretSetting]
    public string? Password { get; set; }

    /// <summary>Root's email address, if any.</summary>
    [EmailOrNothing]
    public string? Email { get; set; }
}
