using System.Text.RegularExpressions;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Product;

[Trait("Category", "BlackBox")]
public sealed partial class StartAndStopTests(AzuriteFixture azurite)
{
    private readonly string[] _settings = TestApp.Storage(azurite, TestApp.NewPrefix());

    [Fact]
    public async Task The_first_start_prints_the_password_of_root_once_and_it_signs_in()
    {
        var (first, address) = await ProductProcess.Start(_settings);
        await using (first)
        {
            await TestTimeout.Until(() => Password().IsMatch(first.Output), "Root's password is not printed."); // a worker answers earlier
            var password = Assert.Single(Password().Matches(first.Output)).Groups[1].Value;
            using var http = PatientHttp.Client(address);
            await Given.Session(new RpcClient(http), "root", password);
            await first.Terminate();
        }

        var (second, _) = await ProductProcess.Start(_settings);
        await using (second)
        {
            Assert.DoesNotMatch(Password(), second.Output);
        }
    }

    [Fact]
    public async Task The_app_ends_cleanly_on_request()
    {
        var (product, address) = await ProductProcess.Start(_settings);
        await using (product)
        {
            using var http = PatientHttp.Client(address);
            Assert.Equal(200, (await new RpcClient(http).Call("test/test")).Status);
            var (exitCode, took) = await product.Terminate();
            Assert.True(exitCode == 0, $"It ended with exit code {exitCode} after {took}.\n{product.Output}");
            Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
            Assert.DoesNotContain("xception", product.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--Password:MinimumLength=7", "Password__MinimumLength is \"7\"; it must be an integer from 8 to 128.")]
    [InlineData("--Root:Password=password", "Root__Password")]
    [InlineData("--Security:ResetRevokes=7", "Security__ResetRevokes is \"7\"; it must be ")]
    [InlineData("--Storage:CallSeconds=0.1", "Storage__CallSeconds is \"0.1\"; it must be a number from 0.5 to 60.")]
    [InlineData("--Upload:MaximumBytes=0", "Upload__MaximumBytes")]
    [InlineData("--Session:LifetimeDays=0.5", "Session__LifetimeDays is \"0.5\"; it must be an integer from 1 to 3650.")]
    [InlineData("--Site:Url=nowhere", "Site__Url is \"nowhere\"; it must be empty or an absolute http or https URL without a fragment, as in https://example.com/.")]
    [InlineData("--SignUp:Enabled=perhaps", "SignUp__Enabled is \"perhaps\"; it must be true or false.")]
    [InlineData("--Email:Queue=", "Email__Queue is empty; it must have a value")]
    [InlineData("--CallLog:LatestSchedule=often", "CallLog__LatestSchedule is \"often\"; it must be an NCrontab expression")]
    [InlineData("--CallLog:HistorySchedule=99 * * * * *", "CallLog__HistorySchedule is \"99 * * * * *\"; it must be an NCrontab expression")]
    [InlineData("--AzureWebJobsStorage=", "AzureWebJobsStorage is empty. Set it to a storage connection string")]
    [InlineData("--AzureWebJobsStorage=nonsense", "AzureWebJobsStorage is not a storage connection string: it must be as in")]
    [InlineData("--Logging:LogLevel:Default=Loud", "Logging__LogLevel__Default is \"Loud\"; it must be Trace, Debug")]
    [InlineData("--Logging:Console:FormatterName=xml", "Logging__Console__FormatterName is \"xml\"; it must be simple, json or systemd.")]
    [InlineData("--Logging:Console:FormatterOptions:SingleLine=perhaps", "Logging__Console__FormatterOptions__SingleLine is \"perhaps\"; it must be true or false.")]
    [InlineData("--Logging:Console:FormatterOptions:TimestampFormat=%", "Logging__Console__FormatterOptions__TimestampFormat is \"%\"; it must be a .NET format of dates and times")]
    [InlineData("--Logging:Console:MaxQueueLength=0", "Logging__Console__MaxQueueLength is \"0\"; it must be an integer from 1")]
    [InlineData("--Logging:Console:QueueFullMode=x", "Logging__Console__QueueFullMode is \"x\"; it must be Wait or DropWrite.")]
    [InlineData("--Logging:Console:LogToStandardErrorThreshold=x", "Logging__Console__LogToStandardErrorThreshold is \"x\"; it must be Trace")]
    [InlineData("--APPLICATIONINSIGHTS_CONNECTION_STRING=nonsense", "APPLICATIONINSIGHTS_CONNECTION_STRING is not a connection string of Application Insights: it must be as in")]
    [InlineData("--APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=x;IngestionEndpoint=y", "APPLICATIONINSIGHTS_CONNECTION_STRING is not a connection string")]
    [InlineData("--quiet=perhaps", "--quiet takes true or false, not \"perhaps\".")]
    [InlineData("--port=", "--port takes a number from 0 to 65535, not \"\".")]
    public async Task A_wrong_setting_stops_the_start_with_one_sentence(string setting, string sentence)
    {
        var (exitCode, output) = await ProductProcess.RunToEnd(["--port", "0", .. _settings, setting]);
        Assert.NotEqual(0, exitCode);
        Assert.StartsWith(sentence, output[Math.Max(0, output.IndexOf(sentence, StringComparison.Ordinal))..], StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Values": { "x": """)]
    [InlineData("""{ "Values": { "x": "y", "x": "z" } }""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_invalid_settings_file_stops_the_start_with_one_sentence(string text)
    {
        Assert.SkipWhen(ProductProcess.IsWorker, "The Functions host reads the file.");
        var folder = Directory.CreateTempSubdirectory("serverless-settings-");
        try
        {
            foreach (var file in new[] { "host.json", "local.settings.sample.json" })
            {
                File.Copy(Repository.PathOf(file), Path.Combine(folder.FullName, file));
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "local.settings.json"), text, TestContext.Current.CancellationToken);
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ProductProcess.StartIn(folder.FullName, _settings));
            Assert.Contains("local.settings.json is not valid JSON: ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--Storage:Prefix=1-2", "Storage__Prefix is \"1-2\"")]
    [InlineData("--Storage:TablePrefix=old", "set Storage__Prefix to old")]
    [InlineData("--AzureWebJobsStorage=nonsense", "AzureWebJobsStorage")]
    [InlineData("--AzureWebJobsStorage=", "AzureWebJobsStorage is empty.")]
    public async Task A_wrong_setting_stops_a_command_with_one_sentence(string setting, string sentence)
    {
        var (exitCode, output) = await ProductProcess.RunToEnd(["--resend-mail", .. _settings, setting]);
        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_setting_is_a_warning_at_start_and_of_a_command()
    {
        const string warning = "There is no setting Site__Ulr; did you mean Site__Url?";
        var (product, address) = await ProductProcess.Start([.. _settings, "--Site:Ulr=https://example.com/"]);
        await using (product)
        {
            using var http = PatientHttp.Client(address);
            await Given.User(new RpcClient(http)); // a worker is ready before its tables exist, which the command below needs
            await TestTimeout.Until(() => product.Output.Contains(warning, StringComparison.Ordinal), "The warning did not come.");
            Assert.DoesNotContain("did you mean", product.Output.Replace(warning, "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        var (exitCode, output) = await ProductProcess.RunToEnd(["--resend-mail", .. _settings, "--Site:Ulr=https://example.com/"]);
        Assert.True(exitCode == 0, output);
        Assert.Contains(warning, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_set_to_false_prints_the_usual_output()
    {
        Assert.SkipWhen(ProductProcess.IsWorker, "A worker has no console of its own.");
        var (product, _) = await ProductProcess.Start([.. _settings, "--quiet=false", "--verbose=false"]);
        await using (product)
        {
            Assert.Contains("api/healthcheck", product.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("build host", product.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Links_in_emails_have_the_printed_origin()
    {
        var mail = Directory.CreateTempSubdirectory("serverless-mail-");
        try
        {
            var (product, address) = await ProductProcess.Start([.. _settings, $"--Email:PickupDirectory={mail.FullName}"]);
            await using (product)
            {
                using var http = PatientHttp.Client(address);
                var name = await Given.User(new RpcClient(http), withEmail: true);
                var email = await new Mailbox(mail.FullName).Wait(Given.Email(name), "Confirm your email");
                Assert.Contains($"{address}console/#/confirm-email/", email.TextBody, StringComparison.Ordinal);
            }
        }
        finally
        {
            mail.Delete(recursive: true);
        }
    }

    [GeneratedRegex("Name: root  Password: ([A-Za-z0-9_-]{22})  ")]
    private static partial Regex Password();
}
