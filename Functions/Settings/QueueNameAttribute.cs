using System.ComponentModel.DataAnnotations;

namespace Serverless.Settings;

/// <summary>The setting names a storage queue (docs: "Naming queues and metadata").</summary>
/// <param name="setting">The setting's name, for the message.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class QueueNameAttribute(string setting) : RegularExpressionAttribute("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")
{
    /// <summary>The setting's name.</summary>
    public string Setting { get; } = setting;

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) => $"{Setting} must be a storage queue name: 3 to 63 lower-case letters, digits and single hyphens";
}
