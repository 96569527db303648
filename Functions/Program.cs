using Microsoft.Extensions.Hosting;
using Serverless;
using Serverless.Operator;
using Serverless.Settings;

if (await OperatorCommand.Run(args) is { } exitCode)
{
    return exitCode;
}

try
{
    await App.Build(args).RunAsync();
    return 0;
}
catch (Exception wrong) when (WrongSettings.Describe(wrong) is { } problems)
{
    await Console.Error.WriteLineAsync(problems);
    return 1;
}
