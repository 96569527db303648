using Microsoft.Extensions.Hosting;
using Serverless;
using Serverless.Operator;

if (await OperatorCommand.Run(args) is { } exitCode)
{
    return exitCode;
}

await App.Build(args).RunAsync();
return 0;
