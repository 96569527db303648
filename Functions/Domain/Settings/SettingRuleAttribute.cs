using System.ComponentModel.DataAnnotations;

namespace Serverless.Domain.Settings;

/// <summary>Describes the allowed values of a setting, in words that complete "it must be …".</summary>
/// <param name="allowed">The allowed values, as in "a mailbox, as in Name &lt;name@example.com&gt;".</param>
/// <param name="isAllowed">Whether a text is allowed.</param>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingRuleAttribute(string allowed, Func<string, bool> isAllowed) : ValidationAttribute
{
    /// <summary>Gets the allowed values.</summary>
    public string Allowed { get; } = allowed;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not string text || isAllowed(text);

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) => $"{name} must be {Allowed}";
}
