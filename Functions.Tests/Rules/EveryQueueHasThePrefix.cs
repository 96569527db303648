using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Settings;
using Serverless.Startup;
using Serverless.Storage;

namespace Serverless.Tests.Rules;

/// <summary>Checks that Storage__Prefix separates the queues of installations, on either host.</summary>
public sealed class EveryQueueHasThePrefix
{
    [Fact]
    public void Every_setting_that_names_a_queue_has_the_prefix()
    {
        using var configuration = new ConfigurationManager();
        var settings = new ServiceCollection().AddServerless(configuration).Select(service => service.ImplementationInstance).OfType<AppSetting>()
            .Where(setting => setting.Property.IsDefined(typeof(QueueNameAttribute)))
            .Select(setting => setting.Key);
        var names = settings.Order(StringComparer.Ordinal).ToList();
        Assert.True(names.SequenceEqual(QueuePrefix.Queues), $"QueuePrefix.Queues must be: {string.Join(", ", names)}.");
    }

    [Fact]
    public void Every_queue_trigger_names_one_of_these_settings()
    {
        var triggers = Product.Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName)
            .OfType<string>().ToList();
        Assert.NotEmpty(triggers);
        Assert.All(triggers, trigger => Assert.True(
            QueuePrefix.Queues.Any(queue => trigger == $"%{queue}%" || trigger == $"%{queue}%-poison"),
            $"{trigger} does not name a setting of QueuePrefix.Queues. Put [QueueName] on the setting, and name it in the trigger as in %Erase:Queue%."));
    }

    [Theory]
    [InlineData("", "email", "email")]
    [InlineData("restored", "email", "restored-email")]
    [InlineData("restored", "restored-email", "restored-email")]
    public void The_local_host_resolves_the_prefixed_name(string prefix, string configured, string resolved)
    {
        using var configuration = Configuration(prefix, configured);
        QueuePrefix.Apply(configuration);
        Assert.Equal(resolved, configuration["Email:Queue"]);
        Assert.True(new QueuePrefix(configuration).Validate(null, new() { Prefix = prefix }).Succeeded);
    }

    [Fact]
    public void The_Functions_host_needs_the_full_queue_name()
    {
        using var configuration = Configuration("restored", "email");
        var refused = new QueuePrefix(configuration).Validate(null, new() { Prefix = "restored" });
        Assert.Contains("set Email__Queue to restored-email", refused.FailureMessage, StringComparison.Ordinal);
    }

    private static ConfigurationManager Configuration(string prefix, string queue)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Storage:Prefix", prefix), .. QueuePrefix.Queues.Select(name => KeyValuePair.Create(name, (string?)queue))]);
        return configuration;
    }
}
