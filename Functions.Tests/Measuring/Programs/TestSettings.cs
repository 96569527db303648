using Serverless.Startup;
using Serverless.Storage;

namespace Serverless.Measuring.Programs;

/// <summary>Contains the settings with which the product is measured.</summary>
internal static class TestSettings
{
    /// <summary>The password of root and of every user.</summary>
    public const string Password = "a long and winding road";

    /// <summary>Returns the settings of every run: separate tables and queues, no automatic emails, and limits that one IP address does not reach.</summary>
    public static IReadOnlyList<string> Of(string storage, string prefix) =>
    [
        $"--AzureWebJobsStorage={storage}", $"--Storage:Prefix={prefix}",
        .. QueuePrefix.Queues.Select(queue => $"--{queue}={prefix}-{App.Defaults[queue]}"), // on the Functions host, these are the whole names
        $"--Email:PickupDirectory={Path.Combine(Machine.Temporary, "mail")}", $"--Root:Password={Password}", "--SignUp:SendConfirmation=false",
        "--Logging:LogLevel:Default=Warning", "--RateLimits:SignUp:Count=1000000", "--RateLimits:SignInFromAddress:Count=1000000", "--RateLimits:MailFromAddress:Count=1000000",
    ];
}
