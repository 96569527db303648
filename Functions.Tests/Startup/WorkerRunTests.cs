using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;
using Serverless.Startup;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Startup;

/// <summary>Tests that the start of a worker does only what is needed before it connects to the Functions host.</summary>
public sealed class WorkerRunTests
{
    private static readonly Type[] Light = [typeof(StartLog), typeof(LateStart<>)];

    /// <summary>The host creates all hosted services before it starts the first one, which connects the worker.</summary>
    [Fact]
    public void A_hosted_service_of_the_app_is_created_when_it_starts()
    {
        var services = new ServiceCollection();
        services.AddServerless(new ConfigurationBuilder().Build());
        var hosted = services.Where(service => service.ServiceType == typeof(IHostedService)).Select(TypeOf).Where(type => type.Assembly == typeof(App).Assembly).ToList();

        Assert.True(hosted.Count > 5, $"Only {hosted.Count} hosted services were found.");
        Assert.DoesNotContain(hosted, type => !Light.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type));
    }

    [Fact]
    public void A_worker_does_not_open_the_key_store_of_Data_Protection()
    {
        var worker = FunctionsApplication.CreateBuilder([]);
        worker.ConfigureFunctionsWebApplication();
        Assert.Contains(worker.Services, IsKeyStore); // the package's name for it has not changed
        worker.Services.AddServerless(worker.Configuration);

        WorkerRun.ConnectSooner(worker.Services);

        Assert.DoesNotContain(worker.Services, IsKeyStore);
    }

    [Fact]
    public void A_worker_does_not_watch_files()
    {
        WorkerRun.WatchNoFiles();

        var files = ((IConfigurationBuilder)FunctionsApplication.CreateBuilder([]).Configuration).Sources.OfType<JsonConfigurationSource>().ToList();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => file.ReloadOnChange);
    }

    [Fact]
    public async Task The_settings_are_validated_while_the_services_are_created_and_a_wrong_one_fails_the_start()
    {
        var (began, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var services = new ServiceCollection();
        services.AddOptions<SiteOptions>().Validate(_ => Wait(), "Wrong.").ValidateOnStart();
        EarlyValidation.Add(services);
        await using var provider = services.BuildServiceProvider();

        var validator = provider.GetRequiredService<IStartupValidator>();

        await began.Task.WaitAsync(TestTimeout.Length, TestContext.Current.CancellationToken);
        go.SetResult();
        Assert.Equal("Wrong.", Assert.Throws<OptionsValidationException>(validator.Validate).Message);

        bool Wait()
        {
            began.SetResult();
            go.Task.Wait(TestContext.Current.CancellationToken);
            return false;
        }
    }

    private static Type TypeOf(ServiceDescriptor service) =>
        service.ImplementationType ?? service.ImplementationInstance?.GetType() ?? service.ImplementationFactory!.Method.ReturnType;

    private static bool IsKeyStore(ServiceDescriptor service) => service.ImplementationType?.Name == WorkerRun.DataProtectionStart;
}
