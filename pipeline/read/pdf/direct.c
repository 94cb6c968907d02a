/* Functions of a C library called by their address: what ctypes does, without preparing every argument.

   Arguments are Python ints (numbers and addresses) and None (NULL). A page takes thousands of calls; `calls.py` does
   the same by ctypes where this is not compiled. */

#include <Python.h>
#include <structmember.h>

#define MOST 6

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    void *address;
    int gives_address;
} Function;

/* Numbers and addresses of the C libraries' functions come and go in whole registers (System V, AAPCS64, Windows). */
typedef intptr_t word;

static word
called(void *address, Py_ssize_t count, const word *w)
{
    switch (count) {
    case 0: return ((word (*)(void))address)();
    case 1: return ((word (*)(word))address)(w[0]);
    case 2: return ((word (*)(word, word))address)(w[0], w[1]);
    case 3: return ((word (*)(word, word, word))address)(w[0], w[1], w[2]);
    case 4: return ((word (*)(word, word, word, word))address)(w[0], w[1], w[2], w[3]);
    case 5: return ((word (*)(word, word, word, word, word))address)(w[0], w[1], w[2], w[3], w[4]);
    default: return ((word (*)(word, word, word, word, word, word))address)(w[0], w[1], w[2], w[3], w[4], w[5]);
    }
}

static PyObject *
function_call(PyObject *self, PyObject *const *arguments, size_t flags, PyObject *names)
{
    Function *function = (Function *)self;
    Py_ssize_t count = PyVectorcall_NARGS(flags);
    word words[MOST];
    if (count > MOST || names != NULL) {
        PyErr_Format(PyExc_TypeError, "a function takes up to %d arguments by their place", MOST);
        return NULL;
    }
    for (Py_ssize_t place = 0; place < count; place++) {
        words[place] = arguments[place] == Py_None ? 0 : (word)PyLong_AsVoidPtr(arguments[place]);
        if (words[place] == 0 && PyErr_Occurred())
            return NULL;
    }
    word found = called(function->address, count, words);
    if (!function->gives_address)
        return PyLong_FromLong((int)found);
    if (found == 0)
        Py_RETURN_NONE;
    return PyLong_FromVoidPtr((void *)found);
}

static PyObject *
function_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    unsigned long long address;
    int gives_address;
    if (!PyArg_ParseTuple(arguments, "Kp:Function", &address, &gives_address))
        return NULL;
    Function *function = (Function *)type->tp_alloc(type, 0);
    if (function != NULL) {
        function->call = function_call;
        function->address = (void *)(uintptr_t)address;
        function->gives_address = gives_address;
    }
    return (PyObject *)function;
}

static void
function_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyTypeObject *function_type;

static PyObject *
as_kind(int kind, const uint32_t *answer)
{
    if (kind == 'f') {
        float number;
        memcpy(&number, answer, sizeof number);
        return PyFloat_FromDouble(number);
    }
    return kind == 'i' ? PyLong_FromLong((int32_t)*answer) : PyLong_FromUnsignedLong(*answer);
}

/* Calls the function for one owner and index and puts what it gives and answers at a place of the lists. */
static int
call_one(Function *function, PyObject *owner, PyObject *index, Py_ssize_t place, PyObject *lists, int kind, int apart)
{
    uint32_t answers[MOST] = {0};
    Py_ssize_t count = PyTuple_GET_SIZE(lists) - 1, used = 0;
    word words[2 + MOST];
    words[used++] = (word)PyLong_AsVoidPtr(owner);
    if (index != Py_None)
        words[used++] = (word)PyLong_AsVoidPtr(index);
    if (PyErr_Occurred())
        return -1;
    for (Py_ssize_t part = 0; part < (apart ? count : 1); part++)
        words[used++] = (word)&answers[part];
    word found = called(function->address, used, words);
    for (Py_ssize_t part = 0; part <= count; part++) {
        PyObject *item = part ? as_kind(kind, &answers[part - 1]) : PyLong_FromLong((int)found);
        if (item == NULL)
            return -1;
        PyList_SET_ITEM(PyTuple_GET_ITEM(lists, part), place, item);
    }
    return 0;
}

static PyObject *
each(PyObject *module, PyObject *arguments)
{
    PyObject *function, *owners, *indices, *item;
    int count, kind, apart;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!OOiCp:each", function_type, &function, &owners, &indices, &count, &kind, &apart))
        return NULL;
    int one = !PyList_Check(owners);
    if (count < 1 || count + 2 > MOST + !apart * 2 || (one ? !PyList_Check(indices) : indices != Py_None)) {
        PyErr_SetString(PyExc_TypeError, "each takes one owner and a list of indices, or a list of owners and None");
        return NULL;
    }
    Py_ssize_t length = PyList_GET_SIZE(one ? indices : owners);
    PyObject *lists = PyTuple_New(count + 1);
    for (Py_ssize_t part = 0; lists != NULL && part <= count; part++) {
        PyObject *list = PyList_New(length);
        if (list == NULL)
            Py_CLEAR(lists);
        else
            PyTuple_SET_ITEM(lists, part, list);
    }
    for (Py_ssize_t place = 0; lists != NULL && place < length; place++) {
        item = PyList_GET_ITEM(one ? indices : owners, place);
        if (call_one((Function *)function, one ? owners : item, one ? item : Py_None, place, lists, kind, apart) < 0)
            Py_CLEAR(lists);
    }
    return lists;
}

static PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Function, call), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, function_new},
    {Py_tp_dealloc, function_dealloc},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_members, members},
    {0, NULL},
};

static PyType_Spec specification = {
    .name = "pipeline.read.pdf.direct.Function",
    .basicsize = sizeof(Function),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .slots = slots,
};

static PyObject *
ready(PyObject *module, PyObject *address)
{
    (void)module;
    Py_INCREF(address);
    return address;
}

static PyMethodDef functions[] = {
    {"ready", ready, METH_O, "An address as an argument: as it is."},
    {"each", each, METH_VARARGS, "What a function gives and answers for each object, see calls.py."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "direct", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC
PyInit_direct(void)
{
    PyObject *made = PyModule_Create(&module);
    PyObject *type = made == NULL ? NULL : PyType_FromSpec(&specification);
    function_type = (PyTypeObject *)type;
    if (type == NULL || PyModule_AddObject(made, "Function", type) < 0) {
        Py_XDECREF(type);
        Py_XDECREF(made);
        return NULL;
    }
    return made;
}
