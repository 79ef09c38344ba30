using System.Reflection;

namespace BuildCompress.Engines.TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A tree of parameters, buffers and further modules, which it owns and disposes.</summary>
        public class Module : IDisposable
        {
            private readonly string name;
            private readonly List<(string Name, Module Module)> submodules = [];
            private readonly List<(string Name, Parameter Parameter)> own = [];
            private readonly List<(string Name, Tensor Tensor, bool Persistent)> ownBuffers = [];

            protected Module(string name) => this.name = name;

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name;

            public virtual void register_module(string name, Module submodule) => submodules.Add((name, submodule));

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                param.DetachFromDisposeScope();
                own.Add((name, param));
            }

            /// <summary>State that training does not learn, such as running statistics.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                tensor.DetachFromDisposeScope();
                ownBuffers.Add((name, tensor, persistent));
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => submodules;

            public virtual IEnumerable<Module> children() => submodules.Select(child => child.Module);

            /// <summary>All modules below this one, in depth-first order, without this one.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                submodules.SelectMany(child => child.Module.named_modules()
                    .Select(below => ($"{child.Name}.{below.name}", below.module))
                    .Prepend((child.Name, child.Module)));

            public virtual IEnumerable<Module> modules() => named_modules().Select(below => below.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                own.Concat(!recurse ? [] : submodules.SelectMany(child =>
                    child.Module.named_parameters().Select(below => ($"{child.Name}.{below.name}", below.parameter))));

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                ownBuffers.Where(entry => entry.Persistent || include_nonpersistent).Select(entry => (entry.Name, entry.Tensor))
                    .Concat(!recurse ? [] : submodules.SelectMany(child =>
                        child.Module.named_buffers(true, include_nonpersistent).Select(below => ($"{child.Name}.{below.name}", below.buffer))));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var before = prefix is null ? "" : prefix + ".";
                foreach (var (key, parameter) in named_parameters()) destination.Add(before + key, parameter);
                foreach (var (key, buffer) in named_buffers(include_nonpersistent: false)) destination.Add(before + key, buffer);
                return destination;
            }

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children()) child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }

                    using var gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Registers the fields of the derived class: modules, parameters, and tensors as buffers, by field name.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                {
                    switch (field.GetValue(this))
                    {
                        case Module module when submodules.TrueForAll(entry => entry.Module != module):
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter when own.TrueForAll(entry => entry.Parameter != parameter):
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor and not Modules.Parameter when ownBuffers.TrueForAll(entry => entry.Tensor != tensor):
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, parameter) in own) parameter.Dispose();
                foreach (var (_, buffer, _) in ownBuffers) buffer.Dispose();
                foreach (var (_, module) in submodules) module.Dispose();
            }
        }

        /// <summary>A module that maps one value to another.</summary>
        public abstract class Module<T, TResult>(string name) : Module(name)
        {
            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }
    }
}
