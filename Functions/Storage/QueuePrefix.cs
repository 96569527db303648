using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Serverless.Storage;

/// <summary>
/// Puts <c>Storage__Prefix</c> before the names of queues. The local host resolves <c>%Email:Queue%</c> from the app's configuration, so the prefix is
/// added there. The Functions host resolves it from the app's settings. So these must contain the whole name, and a start without it is refused.
/// </summary>
public sealed class QueuePrefix(IConfiguration configuration) : IValidateOptions<StorageOptions>
{
    private const string Setting = "Storage:Prefix";
    private const string FormerSetting = "Storage:TablePrefix";

    /// <summary>The settings that name queues.</summary>
    internal static readonly string[] Queues = ["Email:Queue", "Erase:Queue", "Index:Queue", "Notifications:Queue"];

    /// <summary>Adds the prefix to the names of queues that do not have it.</summary>
    public static void Apply(IConfigurationManager configuration)
    {
        if (configuration[Setting] is { Length: > 0 } prefix)
        {
            configuration.AddInMemoryCollection(Queues.Where(queue => configuration[queue] is { Length: > 0 }).Select(queue => KeyValuePair.Create(queue, (string?)Name(prefix, configuration[queue]!))));
            // If another installation uses the same emulator, its timers must not count as run.
            configuration.AddInMemoryCollection([new("LocalHost:Instance", prefix)]);
        }
    }

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (configuration[FormerSetting] is { Length: > 0 } former)
        {
            return ValidateOptionsResult.Fail(
                $"Storage__TablePrefix is now Storage__Prefix, which applies to queues, too: set Storage__Prefix to {former}. See docs/operations/upgrade.md");
        }

        var wrong = Queues.Where(queue => options.Prefix.Length > 0 && configuration[queue] is { Length: > 0 } queueName && queueName != Name(options.Prefix, queueName)).ToList();
        return wrong.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.Select(queue =>
                $"Storage__Prefix is {options.Prefix}, so set {queue.Replace(":", "__", StringComparison.Ordinal)} to {Name(options.Prefix, configuration[queue]!)}: the Functions host reads that setting itself"));
    }

    private static string Name(string prefix, string queue) => queue.StartsWith($"{prefix}-", StringComparison.Ordinal) ? queue : $"{prefix}-{queue}";
}
